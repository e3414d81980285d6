BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    function Start-GatedJob {
        <# A job whose items wait for the gate; the first has begun when it returns. #>
        param([int] $Count = 20, [hashtable] $With = @{})
        $gate = "$folder/gate"
        $begun = "$folder/begun"
        $null = New-Item -ItemType Directory $begun -Force
        $job = 1..$Count | Start-Batch {
            [IO.File]::WriteAllText("$using:begun/$_", 'x')
            while (-not [IO.File]::Exists($using:gate)) { [Threading.Thread]::Sleep(5) }
            $_
        } -ThrottleLimit 2 -AsJob @With
        Wait-Until { Get-ChildItem $begun } 'the first item'
        $job
    }

    function Open-Gate { $null = New-Item "$folder/gate" }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch -AsJob' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Get-Job | Remove-Job -Force
        Assert-NothingLeftRunning $folder
    }

    Context 'the job' {
        It 'tells of its run' {
            $job = Start-GatedJob 20
            $job | Should -BeOfType ([System.Management.Automation.Job2])
            $job.Name | Should -Be "Batch$($job.Id)"
            $job.PSJobTypeName | Should -Be 'BatchJob'
            $job.Location | Should -Be 'localhost'
            $job.Command | Should -BeLike '*WriteAllText*'
            $job.Command | Should -Not -BeLike '{*'
            $job.State | Should -Be 'Running'
            $job.HasMoreData | Should -BeTrue
            $job.Run | Should -BeNullOrEmpty
            $job.PSBeginTime | Should -Not -BeNullOrEmpty
            (Get-BatchRun -State Running).RunId | Should -Be $job.RunId

            Open-Gate
            $null = $job | Wait-Job
            $job.State | Should -Be 'Completed'
            $job.StatusMessage | Should -Be '20/20'
            $job.Run.Succeeded | Should -Be 20
            $job.PSEndTime | Should -Not -BeNullOrEmpty
            $job.HasMoreData | Should -BeTrue
            $null = $job | Receive-Job
            $job.HasMoreData | Should -BeFalse
        }

        It 'has the name of the run, and a processor as its command' {
            New-Subtitle "$folder/in/a.srt"
            $job = Start-Batch -Path in -Processor Srt -Destination out -Name nightly -AsJob
            $job.Name | Should -Be 'nightly'
            $job.Command | Should -Be 'Srt'
            ($job | Wait-Job | Receive-Job).Status | Should -Be 'Succeeded'
            Get-ChildItem out | Should -HaveCount 1
        }

        It 'takes all items of the pipeline before the workers have begun them' {
            $job = Start-GatedJob 5000 @{ ChunkSize = 1 }
            @(Get-ChildItem begun).Count | Should -BeLessOrEqual 2
            Open-Gate
            ($job | Wait-Job | Receive-Job | Measure-Object).Count | Should -Be 5000
            $job.Run.InputIncomplete | Should -BeFalse
        }

        It 'evaluates an item key while items are piped' {
            $keys = [System.Collections.Generic.List[string]]::new()
            $job = 'a', 'b' | Start-Batch { $_ } -ItemKey { $keys.Add("key $_"); "key $_" } -AsJob
            $keys | Should -Be 'key a', 'key b'
            ($job | Wait-Job | Receive-Job).Name | Sort-Object | Should -Be 'key a', 'key b'
        }

        It 'refuses -OnRetry, whose block is the caller''s' {
            { 1 | Start-Batch { } -AsJob -OnRetry { } } | Should -Throw -ErrorId 'OnRetryWithJob,BatchPs.Module.StartBatchCommand'
            Get-Job | Should -BeNullOrEmpty
        }

        It 'is none with -WhatIf' {
            1 | Start-Batch { } -AsJob -WhatIf | Should -BeNullOrEmpty
            Get-Job | Should -BeNullOrEmpty
        }

        It 'is none where the run cannot begin' {
            { Start-Batch -Path missing { } -AsJob } | Should -Throw
            Get-Job | Should -BeNullOrEmpty
        }

        It 'is none when the pipeline that pipes its items breaks, and its run is stopped' {
            { 1..20 | ForEach-Object { if ($_ -eq 10) { throw 'upstream' }; $_ } | Start-Batch { $_ } -AsJob } | Should -Throw 'upstream'
            Get-Job | Should -BeNullOrEmpty
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Stopped'
            $run.InputIncomplete | Should -BeTrue
            $run | Assert-EveryItemCounted
        }

        It 'tells how to go on when the pipeline that pipes its items breaks' {
            $child = Start-ModuleProcess 'try { 1..20 | ForEach-Object { if ($_ -eq 10) { throw "upstream" }; $_ } | Start-Batch { $_ } -AsJob } catch { "$_" }' $folder
            $child.WaitForExit()
            $run = Get-BatchRun -Last
            Get-Content out.txt | Should -Be @("Stopped: $($run.Succeeded) of $($run.Total) items finished. Resume with: Resume-Batch -Id $($run.RunId)", 'upstream')
        }

        It 'gives the bare values with -ValueOnly' {
            $job = 1..3 | Start-Batch -Begin { 'begun' } { $_ * 2; $null } -ThrottleLimit 1 -Ordered -ValueOnly -AsJob
            $values = $job | Wait-Job | Receive-Job
            # Receive-Job leaves $null out.
            $values | Should -Be @('begun', 2, 4, 6)
            (Get-BatchResult -Id $job.RunId).Status | Should -Be @('Succeeded', 'Succeeded', 'Succeeded')
        }
    }

    Context 'found' {
        It 'by <By>' -ForEach @(
            @{ By = 'id'; Find = { Get-Job -Id $job.Id } }
            @{ By = 'instance id'; Find = { Get-Job -InstanceId $job.InstanceId } }
            @{ By = 'name'; Find = { Get-Job -Name 'fin?able' } }
            @{ By = 'state'; Find = { Get-Job -State Running } }
            @{ By = 'command'; Find = { Get-Job -Command '*WriteAllText*' } }
            @{ By = 'filter'; Find = { Get-Job -Filter @{ RunId = $job.RunId; PSJobTypeName = 'batch*' } } }
            @{ By = 'nothing'; Find = { Get-Job } }
        ) {
            $job = Start-GatedJob 2 @{ Name = 'findable' }
            @(& $Find) | Should -HaveCount 1
            (& $Find).InstanceId | Should -Be $job.InstanceId
            Open-Gate
        }

        It 'not by what it is not' {
            $job = Start-GatedJob 2 @{ Name = 'findable' }
            Get-Job -Filter @{ RunId = $job.RunId; Name = 'other' } | Should -BeNullOrEmpty
            Get-Job -State Completed | Should -BeNullOrEmpty
            Open-Gate
        }

        It 'not by another session' {
            $job = Start-GatedJob 2
            $shell = [powershell]::Create().AddScript("Import-Module '$((Get-Module BatchPs).Path)'; Get-Job")
            try { $shell.Invoke() | Should -BeNullOrEmpty } finally { $shell.Dispose() }
            Open-Gate
        }

        It 'still after the module was imported again' {
            $shell = [powershell]::Create().AddScript("
                Import-Module '$((Get-Module BatchPs).Path)'
                `$job = 1..2 | Start-Batch { `$_ } -AsJob
                Remove-Module BatchPs
                Import-Module '$((Get-Module BatchPs).Path)'
                (Get-Job).InstanceId -eq `$job.InstanceId
                (`$job | Wait-Job | Receive-Job | Measure-Object).Count")
            try { $shell.Invoke() | Should -Be $true, 2 } finally { $shell.Dispose() }
        }
    }

    Context 'waited for and received' {
        It 'gives up waiting at the timeout' {
            $job = Start-GatedJob 2
            Wait-Job $job -Timeout 1 | Should -BeNullOrEmpty
            $job.State | Should -Be 'Running'
            Open-Gate
            (Wait-Job $job).State | Should -Be 'Completed'
        }

        It 'gives its results once, and with -Keep again' {
            $job = 1..5 | Start-Batch { $_ } -AsJob | Wait-Job
            ($job | Receive-Job -Keep).Output | Sort-Object | Should -Be (1..5)
            ($job | Receive-Job).Output | Sort-Object | Should -Be (1..5)
            $job | Receive-Job | Should -BeNullOrEmpty
        }

        It 'gives what is ready while it runs' {
            $job = 1..2 | Start-Batch { if ($_ -eq 2) { while (-not [IO.File]::Exists("$using:folder/gate")) { [Threading.Thread]::Sleep(5) } }; $_ } -ThrottleLimit 2 -AsJob
            Wait-Until { $job.Output.Count } 'the first result'
            ($job | Receive-Job).Output | Should -Be 1
            Open-Gate
            ($job | Wait-Job | Receive-Job).Output | Should -Be 2
        }

        It 'gives all streams and goes with -Wait -AutoRemoveJob' {
            $got = 1..3 | Start-Batch { Write-Warning "before $_"; Write-Error "in $_"; $_ } -ThrottleLimit 1 -AsJob | Receive-Job -Wait -AutoRemoveJob *>&1
            $got | ForEach-Object { $_ -is [System.Management.Automation.WarningRecord] ? $_.Message : $_ -is [System.Management.Automation.ErrorRecord] ? "$_" : "out $($_.Output)" } |
                Where-Object { $_ -like '* ?' } | Sort-Object | Should -Be 'before 1', 'before 2', 'before 3', 'in 1', 'in 2', 'in 3', 'out 1', 'out 2', 'out 3'
            Get-Job | Should -BeNullOrEmpty
        }

        It 'gives errors with the place they arose at and the item' {
            $job = 7, 8 | Start-Batch {
                if ($_ -eq 8) { throw 'no eight' }
            } -AsJob | Wait-Job
            $result = $job | Receive-Job -ErrorVariable errors -ErrorAction SilentlyContinue
            $job.State | Should -Be 'Completed'
            ($result | Where-Object Status -EQ Failed).Name | Should -Be 8
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -Be 'ScriptFailed'
            $errors[0].TargetObject | Should -Be 8
            $errors[0].InvocationInfo.ScriptName | Should -Be $PSCommandPath
            $errors[0].InvocationInfo.PositionMessage | Should -BeLike "*throw 'no eight'*"
        }

        It 'gives warnings, verbose, debug and information, and the newest progress' {
            $job = 1 | Start-Batch {
                Write-Warning 'warned'
                Write-Verbose 'talked' -Verbose
                $DebugPreference = 'Continue'
                Write-Debug 'debugged'
                Write-Information 'informed'
                Write-Progress 'one' -Id 5 -PercentComplete 10
                Write-Progress 'one' -Id 5 -PercentComplete 20
            } -AsJob -Quiet | Wait-Job
            @($job.Progress | Where-Object ActivityId -EQ 5).PercentComplete | Should -Be 20
            $all = $job | Receive-Job -Verbose -Debug *>&1
            ($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Message | Should -Be 'warned'
            $said = ($all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message
            $said | Should -Contain 'talked'
            $said[-1] | Should -BeLike "Run $($job.RunId): Completed, 1 succeeded, 0 failed, 0 skipped, 0 unchanged of 1 in *"
            ($all | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }).Message | Should -Be 'debugged'
            ($all | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }).MessageData | Should -Be 'informed'
        }

        It 'has progress of its own, and none with -Quiet' {
            foreach ($quiet in $false, $true) {
                $job = 1 | Start-Batch { [Threading.Thread]::Sleep(1) } -AsJob -Quiet:$quiet | Wait-Job
                $job.Progress.Count | Should -Be ([int]!$quiet)
            }
        }
    }

    Context 'failed' {
        It 'by a failure limit says why, and how to go on' {
            $job = 1..50 | Start-Batch { throw 'x' } -MaxFailure 2 -ThrottleLimit 1 -AsJob | Wait-Job
            $job.State | Should -Be 'Failed'
            $job.JobStateInfo.Reason.Message | Should -Be "The run stopped at its failure limit of 2, reached by '2': x.$([Environment]::NewLine)Resume with: Resume-Batch -Id $($job.RunId)"
            $null = $job | Receive-Job -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[-1].FullyQualifiedErrorId | Should -Be 'JobStateFailed'
        }
    }

    Context 'stopped' {
        It 'by Stop-Job gives items in flight their time and keeps their results' {
            $job = Start-GatedJob 20 @{ ChunkSize = 1 }
            $stop = [powershell]::Create().AddScript('param($job) $job.StopJob()').AddArgument($job)
            try {
                $stopping = $stop.BeginInvoke()
                Wait-Until { $job.State -eq 'Stopping' } 'the stop'
                Open-Gate
                $null = $stop.EndInvoke($stopping)
            } finally { $stop.Dispose() }

            $job.State | Should -Be 'Stopped'
            $job.Run.State | Should -Be 'Stopped'
            $job.Run.Interrupted | Should -Be 0
            $job.Run.Succeeded | Should -BeGreaterThan 0
            @($job | Receive-Job -InformationVariable said -InformationAction Ignore).Count | Should -Be $job.Run.Succeeded
            "$said" | Should -Be "Stopped: $($job.Run.Succeeded) of 20 items finished. Resume with: Resume-Batch -Id $($job.RunId)"
            $job.Run | Assert-EveryItemCounted
        }

        It 'by Remove-Job -Force without waiting for them' {
            $job = Start-GatedJob 20
            { $job | Remove-Job -ErrorAction Stop } | Should -Throw -ErrorId 'JobObjectNotFinishedCannotBeRemoved,Microsoft.PowerShell.Commands.RemoveJobCommand'
            (Measure-Command { $job | Remove-Job -Force }).TotalSeconds | Should -BeLessThan 4.5 -Because 'the grace time is 5 s'
            Get-Job | Should -BeNullOrEmpty
            (Get-BatchRun -Last).State | Should -Be 'Stopped'
        }

        It 'by Stop-Batch from anywhere' {
            $job = Start-GatedJob 20
            $job | Stop-Batch -Now
            ($job | Wait-Job).State | Should -Be 'Stopped'
        }

        It 'is not again when it is over' {
            $job = 1 | Start-Batch { } -AsJob | Wait-Job
            $job | Stop-Job
            $job.StopJob()
            $job.State | Should -Be 'Completed'
        }
    }

    Context 'suspended' {
        It 'begins no items until it is resumed, by <By>' -ForEach @(
            @{ By = 'the job'; Suspend = { $job.SuspendJob() }; Resume = { $job.ResumeJob() } }
            @{ By = 'the cmdlets'; Suspend = { $job | Suspend-Batch }; Resume = { $job | Resume-Batch -Quiet } }
        ) {
            $null = New-Item -ItemType Directory done
            $job = 1..600 | Start-Batch { [IO.File]::WriteAllText("$using:folder/done/$_", 'x'); [Threading.Thread]::Sleep(5) } -ThrottleLimit 2 -ChunkSize 1 -AsJob
            Wait-Until { (Get-ChildItem done).Count -ge 4 } 'four items'
            & $Suspend
            Wait-Until { $job.State -eq 'Suspended' } 'the state'
            $done = @(Get-ChildItem done).Count
            $job.HasMoreData | Should -BeTrue
            (Get-BatchRun -Last).State | Should -Be 'Suspended'
            Wait-Job $job -WarningVariable warned -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
            $warned | Should -HaveCount 1
            @(Get-ChildItem done).Count | Should -Be $done
            & $Resume
            Wait-Until { $job.State -ne 'Suspended' } 'the state'
            ($job | Wait-Job | Receive-Job | Measure-Object).Count | Should -Be 600
        }

        It 'waits for items in flight, unless forced' {
            $job = Start-GatedJob 20
            $job.SuspendJob($true, '')
            $job.State | Should -Be 'Suspending'
            Open-Gate
            $job.SuspendJob()
            $job.State | Should -Be 'Suspended'
            $job | Stop-Job
            $job.State | Should -Be 'Stopped'
        }

        It 'has the state that a cmdlet asked for when that returns' {
            $job = Start-GatedJob 20
            Suspend-Batch -Job $job -TimeoutSeconds 0
            Wait-Until { $job.State -eq 'Suspending' } 'the request'
            Open-Gate
            Suspend-Batch -Job $job
            $job.State | Should -Be 'Suspended'
            Resume-Batch -Id $job.RunId -Quiet
            $job.State | Should -Not -Be 'Suspended'
            $job | Receive-Job -Wait | Should -HaveCount 20
        }

        It 'has it each time, also when it is suspended and resumed again and again' {
            $job = 1..20000 | Start-Batch { [Threading.Thread]::Sleep(5) } -ThrottleLimit 2 -AsJob
            $states = foreach ($time in 1..5) {
                Suspend-Batch -Job $job
                "$($job.State)"
                Resume-Batch -Id $job.RunId -Quiet
                "$($job.State)"
            }
            $job | Stop-Job
            $states | Should -Be (1..5 | ForEach-Object { 'Suspended', 'Running' })
        }

        It 'tells who asks asynchronously' {
            $job = Start-GatedJob 20
            $told = [System.Collections.Concurrent.ConcurrentQueue[object]]::new()
            $subscriptions = foreach ($event in 'SuspendJobCompleted', 'ResumeJobCompleted') {
                Register-ObjectEvent $job $event -Action { $Event.MessageData.Enqueue($EventArgs) } -MessageData $told
            }
            try {
                Open-Gate
                $job.SuspendJobAsync()
                Wait-Until { $told.Count -eq 1 } 'the first event'
                $job.ResumeJobAsync()
                Wait-Until { $told.Count -eq 2 } 'the second event'
                $null = $job | Wait-Job
                $job.ResumeJobAsync()
                Wait-Until { $told.Count -eq 3 } 'the third event'
                $told.ToArray()[2].Error.Message | Should -Be "Job '$($job.Name)' cannot be resumed: it is Completed."
            } finally { $subscriptions | ForEach-Object { Unregister-Event $_.Name; Remove-Job $_ -Force } }
        }
    }

    Context 'taken for its run' {
        It 'by Get-BatchResult, while it runs and later' {
            $job = 1..2 | Start-Batch { if ($_ -eq 2) { while (-not [IO.File]::Exists("$using:folder/gate")) { [Threading.Thread]::Sleep(5) } }; $_ } -ThrottleLimit 2 -AsJob
            Wait-Until { $job.Output.Count } 'the first result'
            ($job | Get-BatchResult -Status Succeeded).Output | Should -Be 1
            (Get-BatchResult -Id $job.RunId -Status Succeeded).Output | Should -Be 1
            Open-Gate
            $null = $job | Wait-Job
            (Get-BatchResult -Job $job).Output | Should -Be 1, 2
            ($job | Get-BatchRun).RunId | Should -Be $job.RunId
        }

        It 'not when it is no batch job' {
            $job = Start-ThreadJob { }
            $job | Get-BatchRun -ErrorVariable refused -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $refused[0].FullyQualifiedErrorId | Should -Be 'NotABatchJob,BatchPs.Module.GetBatchRunCommand'
            "$($refused[0])" | Should -Be "Job '$($job.Name)' is of the type ThreadJob and has no run; a BatchJob was expected."
            $null = $job | Wait-Job
        }
    }

    Context 'debugged' {
        It 'refuses' {
            $job = Start-GatedJob 2
            { Debug-Job $job -ErrorAction Stop } | Should -Throw -ErrorId 'DebugJob*'
            Open-Gate
        }
    }

    Context 'while its session ends' {
        It 'ends its run as stopped within seconds when the process <Exits>' -ForEach @(
            @{ Exits = 'comes to its end'; How = ''; Seconds = 8 }
            @{ Exits = 'exits'; How = 'exit 0'; Seconds = 8 }
            @{ Exits = 'is ended by the runtime'; How = '[Environment]::Exit(0)'; Seconds = 8 }
            if (-not $IsWindows) { @{ Exits = 'gets SIGTERM, which gives items in flight 5 s'; How = '/bin/kill -TERM $PID; Start-Sleep 300'; Seconds = 15 } }
        ) {
            $child = Start-ModuleProcess "
                `$job = 1..100 | Start-Batch { [IO.File]::WriteAllText('$folder/begun', 'x'); Start-Sleep 300 } -ThrottleLimit 2 -AsJob -Name left
                while (-not [IO.File]::Exists('$folder/begun')) { Start-Sleep -Milliseconds 20 }
                New-Item '$folder/leaving'
                $How" $folder
            try {
                Wait-Until { Test-Path leaving } 'the job' -Seconds 60
                $child.WaitForExit(1000 * $Seconds) | Should -BeTrue -Because 'no job may hold its host'
            } finally { if (-not $child.HasExited) { $child.Kill() } }

            $run = Get-BatchRun -Name left | Select-Object -First 1
            $run.State | Should -Be 'Stopped'
            $run | Assert-EveryItemCounted
        }
    }
}

Describe 'Resume-Batch -AsJob' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Get-Job | Remove-Job -Force
        Assert-NothingLeftRunning $folder
    }

    It 'does the rest of a stopped job in another' {
        $first = Start-GatedJob 20 @{ Name = 'twice' }
        $null = Stop-Batch -Job $first -Now
        $null = $first | Wait-Job
        Open-Gate
        $second = $first | Resume-Batch -AsJob
        $second.Name | Should -Be 'twice'
        $second.RunId | Should -Be $first.RunId
        $null = $second | Wait-Job
        $second.State | Should -Be 'Completed'
        $second.Run.Succeeded | Should -Be 20
    }

    It 'takes the items again that were not all piped' {
        { 1..20 | ForEach-Object { if ($_ -eq 10) { throw 'upstream' }; $_ } | Start-Batch { $_ } -Quiet } | Should -Throw 'upstream'
        $job = 1..20 | Resume-Batch -Last -AsJob | Wait-Job
        $job.State | Should -Be 'Completed'
        $job.Run.Succeeded | Should -Be 20
    }

    It 'says when there was nothing to do' {
        $null = 1..3 | Start-Batch { $_ } -Quiet
        $job = Resume-Batch -Last -AsJob | Wait-Job
        $job | Receive-Job -InformationVariable said -InformationAction Ignore | Should -BeNullOrEmpty
        "$said" | Should -Be "Run $($job.RunId) is finished; there was nothing to resume."
    }

    It 'makes a job of each run that is piped' {
        foreach ($name in 'a', 'b') {
            $null = 1..3 | Start-Batch { if (-not [IO.File]::Exists("$using:folder/gate")) { throw 'closed' } } -Name $name -Quiet -ErrorAction SilentlyContinue
        }
        Open-Gate
        $jobs = Get-BatchRun -First 2 | Resume-Batch -Mode FailedOnly -AsJob
        $jobs.Name | Sort-Object | Should -Be 'a', 'b'
        ($jobs | Wait-Job | Receive-Job | Measure-Object).Count | Should -Be 6
    }

    It 'refuses -OnRetry' {
        { Resume-Batch -Last -AsJob -OnRetry { } } | Should -Throw -ErrorId 'OnRetryWithJob,BatchPs.Module.ResumeBatchCommand'
    }
}
