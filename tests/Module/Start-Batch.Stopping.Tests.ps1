BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    # A block that counts how often each item is done: a byte in the item's file. Items above the free ones take 0.3 s, until the gate is open.
    function Get-CountingBlock {
        param($Folder, $Free)
        "{
            for (`$i = 0; `$_ -gt $Free -and `$i -lt 60 -and -not [IO.File]::Exists('$Folder/gate'); `$i++) { [Threading.Thread]::Sleep(5) }
            [IO.File]::AppendAllText('$Folder/done/' + `$_, 'x')
        }"
    }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch, stopped' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        $null = New-Item -ItemType Directory "$folder/done"
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'by its first error' {
        It 'begins no item after it with <How>, and can be resumed' -ForEach @(
            @{ How = '-ErrorAction Stop'; Preference = 'Continue'; With = @{ ErrorAction = 'Stop' } }
            @{ How = '$ErrorActionPreference'; Preference = 'Stop'; With = @{} }
        ) {
            $ErrorActionPreference = $Preference
            { 1..20 | Start-Batch { Set-Content "$using:folder/done/$_" x; if ($_ -eq 5 -and -not (Test-Path $using:folder/gate)) { throw 'five' } } -ThrottleLimit 1 -Quiet @With } |
                Should -Throw 'five' -ErrorId 'ScriptFailed,BatchPs.Module.StartBatchCommand'
            @(Get-ChildItem done).Count | Should -Be 5
            $run = Get-BatchRun -Last
            $run.State, $run.Succeeded, $run.Failed | Should -Be 'Stopped', 4, 1
            $run | Assert-EveryItemCounted

            New-Item gate | Out-Null
            $null = 1..20 | Resume-Batch -Id $run.RunId -Mode FailedAndRest -Quiet
            $run = Get-BatchRun -Last
            $run.State, $run.Succeeded | Should -Be 'Completed', 20
        }

        It 'goes on after it as a job' {
            $job = 1..20 | Start-Batch { if ($_ -eq 5) { throw 'five' } } -ThrottleLimit 1 -ErrorAction Stop -AsJob | Wait-Job
            $job.Run.State, $job.Run.Succeeded | Should -Be 'Completed', 19
        }
    }

    Context 'with short items' {
        BeforeAll {
            # The way to stop is the case; each runs this and returns how long the stop took. An item takes 5 ms until the gate is open.
            function Get-ShortRun {
                $null = Remove-Item -Recurse done, gate -ErrorAction Ignore
                $null = New-Item -ItemType Directory done
                "1..600 | Start-Batch {
                    if (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) }
                    [IO.File]::AppendAllText('$folder/done/' + `$_, 'x')
                } -ThrottleLimit 2 -Quiet"
            }

            function Measure-Downstream {
                # From the moment at which the first result reaches the downstream block, which sets the watch.
                param([string] $Downstream)
                $watch = [Diagnostics.Stopwatch]::new()
                try { foreach ($once in 1) { $null = . ([scriptblock]::Create("$(Get-ShortRun) | $Downstream")) } } catch [System.Management.Automation.RuntimeException] { }
                $watch.Elapsed
            }

            function Measure-Host {
                # From the order to stop until it has been carried out, in a session of its own.
                param([scriptblock] $Stop)
                $runspace = [runspacefactory]::CreateRunspace()
                $runspace.Open()
                $shell = [powershell]::Create($runspace).AddScript("Import-Module '$((Get-Module BatchPs).Path)'; Set-Location -LiteralPath '$folder'; $(Get-ShortRun)")
                try {
                    $null = $shell.BeginInvoke()
                    Wait-Until { (Get-ChildItem done).Count -ge 4 } 'the first four items'
                    Measure-Command $Stop
                } finally { $shell.Dispose(); $runspace.Dispose() }
            }

            function Measure-Job {
                param([string] $Starter)
                $script = "Import-Module '$((Get-Module BatchPs).Path)'; Set-Location -LiteralPath '$folder'; $(Get-ShortRun)"
                $job = & $Starter ([scriptblock]::Create($script))
                try {
                    Wait-Until { (Get-ChildItem done).Count -ge 4 } 'the first four items'
                    Measure-Command { Stop-Job $job }
                    $holder = Get-Content -LiteralPath "$((Get-BatchRun -Last).JournalPath).lock" | ConvertFrom-Json
                    Assert-NothingLeftRunning $folder -ProcessId $holder.Process
                } finally { Remove-Job $job -Force }
            }
        }

        It 'ends in less than 500 ms by <By>, leaves nothing, and Resume-Batch does the rest' -ForEach @(
            @{ By = 'Select-Object -First'; Stop = { Measure-Downstream 'ForEach-Object { $watch.Restart(); $_ } | Select-Object -First 1' } }
            @{ By = 'a throw downstream'; Stop = { Measure-Downstream 'ForEach-Object { $watch.Restart(); throw 1 }' } }
            @{ By = 'a break downstream'; Stop = { Measure-Downstream 'ForEach-Object { $watch.Restart(); break }' } }
            @{
                By = 'an exit downstream in a script'
                Stop = {
                    Set-Content exits.ps1 "param(`$watch) $(Get-ShortRun) | ForEach-Object { `$watch.Restart(); exit 3 }"
                    $watch = [Diagnostics.Stopwatch]::new()
                    ./exits.ps1 $watch
                    $watch.Elapsed
                    $LASTEXITCODE | Should -Be 3
                }
            }
            @{ By = 'PowerShell.Stop()'; Stop = { Measure-Host { $shell.Stop() } } }
            @{ By = 'Runspace.Close()'; Stop = { Measure-Host { $runspace.Close() } } }
            @{ By = 'Runspace.Dispose()'; Stop = { Measure-Host { $runspace.Dispose() } } }
            @{ By = 'Stop-Job of a thread job'; Stop = { Measure-Job Start-ThreadJob } }
            @{ By = 'Stop-Job of a process job'; Stop = { Measure-Job Start-Job } }
        ) {
            Assert-StopsQuickly $By $Stop
            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Stopped'
            $run.Succeeded | Should -BeLessThan 600
            $run | Assert-EveryItemCounted
            Get-ChildItem done | Should -HaveCount $run.Succeeded

            New-Item gate | Out-Null
            $null = 1..600 | Resume-Batch -Last -Quiet
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Completed'
            $run.Succeeded | Should -Be 600
            (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -Be 600
        }
    }

    Context 'with items that outlast the grace time' {
        It 'cancels them 5 s after Select-Object -First' {
            $watch = [Diagnostics.Stopwatch]::new()
            $null = 1..4 | Start-Batch { if ($_ -gt 1) { Start-Sleep 300 } } -ThrottleLimit 2 -Quiet | ForEach-Object { $watch.Start(); $_ } | Select-Object -First 1
            $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 4.9
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Last
            $run.Interrupted | Should -BeGreaterThan 0
            $run | Assert-EveryItemCounted
        }
    }

    Context 'by an exit in the block' {
        It 'is not stopped: each item fails, and the run ends' {
            $results = @(1..20 | Start-Batch { exit 3 } -ThrottleLimit 2 -Quiet -ErrorAction SilentlyContinue)
            ($results | ForEach-Object { $_.Error.Code } | Sort-Object -Unique) | Should -Be 'ScriptExited'
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Completed'
            $run.Failed | Should -Be 20
            $run | Assert-EveryItemCounted
        }
    }

    Context 'with a processor, by Select-Object -First 1' {
        It 'leaves no temporary output, and the rest is done by Resume-Batch' {
            1..300 | ForEach-Object { New-Subtitle "$folder/in/$_.srt" }
            Start-Batch -Path in -Processor Srt -Destination out -Quiet | Select-Object -First 1 | ForEach-Object Status | Should -Be 'Succeeded'
            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Last
            $run | Assert-EveryItemCounted
            $rest = @(Resume-Batch -Last -Quiet)
            $rest.Count + $run.Succeeded | Should -Be 300
            Get-ChildItem out -Recurse -File | Should -HaveCount 300
            (Get-BatchRun -Last).State | Should -Be 'Completed'
        }
    }

    Context 'by an error upstream' {
        It 'leaves a run whose input had not ended' {
            { 1..20 | ForEach-Object { if ($_ -eq 10) { throw 'upstream' }; $_ } | Start-Batch { $_ } -Quiet } | Should -Throw 'upstream'
            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Last
            $run.InputIncomplete | Should -BeTrue
            $run.State | Should -Be 'Stopped'
            $run | Assert-EveryItemCounted
        }
    }

    Context 'by PowerShell.Stop()' {
        It 'interrupts an item that outlasts the grace time' {
            $shell = [powershell]::Create().AddScript("param(`$module, `$folder) Import-Module `$module; Set-Location -LiteralPath `$folder; 1..2 | Start-Batch { [IO.File]::WriteAllText('$folder/done/begun', 'x'); Start-Sleep 300 } -ThrottleLimit 1 -Quiet")
            $null = $shell.AddArgument((Get-Module BatchPs).Path).AddArgument($folder)
            try {
                $null = $shell.BeginInvoke()
                Wait-Until { Test-Path done/begun } 'the first item'
                $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(11500) | Should -BeTrue
            } finally { $shell.Dispose() }

            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Last
            $run.Interrupted | Should -Be 1
            $run | Assert-EveryItemCounted
        }

        It 'reaches a run by path whose pipeline thread only waits' {
            1..100 | ForEach-Object { New-Subtitle "$folder/in/$_.srt" }
            $script = "param(`$module, `$folder) Import-Module `$module; Set-Location -LiteralPath `$folder; Start-Batch { [IO.File]::WriteAllText('$folder/done/' + `$_.Name, 'x'); [Threading.Thread]::Sleep(20) } -Path in -Quiet -Name bypath"
            $shell = [powershell]::Create().AddScript($script).AddArgument((Get-Module BatchPs).Path).AddArgument($folder)
            try {
                $null = $shell.BeginInvoke()
                Wait-Until { (Get-ChildItem done).Count -ge 5 } 'five items'
                $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            } finally { $shell.Dispose() }

            (Get-BatchRun -Name bypath).State | Should -Be 'Stopped'
            Get-BatchRun -Last | Assert-EveryItemCounted
            $null = Resume-Batch -Last -Quiet
            (Get-BatchRun -Last).Succeeded | Should -Be 100
            Get-ChildItem done | Should -HaveCount 100
        }
    }

    Context 'before the first item and after the last' {
        It 'ends what hangs in <What> within a few seconds of <By>' -ForEach @(
            @{ What = '-Begin'; By = 'PowerShell.Stop()'; Arguments = '-Begin { & $hang }' }
            @{ What = '-Begin'; By = 'Stop-Job'; Arguments = '-Begin { & $hang } -AsJob' }
            @{ What = '-Begin in a process'; By = 'PowerShell.Stop()'; Arguments = '-Begin { & $hang } -Isolation Process' }
            @{ What = '-Begin of a fresh runspace'; By = 'PowerShell.Stop()'; Arguments = '-Begin { & $hang } -Isolation Runspace' }
            @{ What = '-InitializationScript'; By = 'PowerShell.Stop()'; Arguments = '-InitializationScript { & $hang }' }
            @{ What = '-Module'; By = 'PowerShell.Stop()'; Arguments = "-Module '<folder>/Hangs.psm1'" }
            @{ What = '-End'; By = 'PowerShell.Stop()'; Arguments = '-End { & $hang }' }
        ) {
            $hang = "[IO.File]::WriteAllText('$folder/done/begun', 'x'); Start-Sleep 60"
            # Found when it is tried for the run, and hangs in its worker.
            Set-Content Hangs.psm1 "if (Test-Path '$folder/done/tried') { $hang } else { Set-Content '$folder/done/tried' x }"
            $arguments = $Arguments.Replace('& $hang', $hang).Replace('<folder>', $folder)
            $stopsJobs = "process { if (`$_ -is [Management.Automation.Job]) { while (-not [IO.File]::Exists('$folder/done/begun')) { Start-Sleep -Milliseconds 20 }; Stop-Job `$_; Remove-Job `$_ } }"
            $shell = [powershell]::Create().AddScript("Import-Module '$((Get-Module BatchPs).Path)'; Set-Location -LiteralPath '$folder'; 1 | Start-Batch { `$_ } $arguments -Quiet | & { $stopsJobs }")
            try {
                $running = $shell.BeginInvoke()
                Wait-Until { Test-Path done/begun } 'the hanging part'
                $stopped = $By -eq 'Stop-Job' ? $running.AsyncWaitHandle : $shell.BeginStop($null, $null).AsyncWaitHandle
                $stopped.WaitOne(9000) | Should -BeTrue
            } finally { $shell.Dispose() }

            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Last
            $run.State | Should -Be ($What -eq '-End' ? 'Completed' : 'Stopped')
            $run | Assert-EveryItemCounted
        }
    }

    Context 'by Ctrl+C, for real' -Skip:($IsWindows) {
        It 'finishes with Resume-Batch in a new process without doing anything twice' {
            $ignored = (Test-Path /proc/self/status) ? (Select-String -Path /proc/self/status -Pattern '^SigIgn:\s*(\w+)').Matches[0].Groups[1].Value : '0'
            if ([Convert]::ToUInt64($ignored, 16) -band 2) {
                Set-ItResult -Skipped -Because 'the tests were started with SIGINT ignored (nohup, a background job)'
            }

            $block = Get-CountingBlock $folder 6
            $child = Start-ModuleProcess "1..40 | Start-Batch $block -ThrottleLimit 2 -Name interrupted -Quiet`n'not reached'" $folder
            try {
                Wait-Until { (Get-ChildItem done).Count -ge 6 } 'the first six items'
                /bin/kill -INT $child.Id
                $child.WaitForExit(20000) | Should -BeTrue
            } finally { if (-not $child.HasExited) { $child.Kill($true) } }

            $run = Get-BatchRun -Name interrupted
            $run.State | Should -Be 'Stopped'
            $run | Assert-EveryItemCounted
            $run.Succeeded | Should -BeLessThan 40
            Get-ChildItem done | Should -HaveCount $run.Succeeded
            Get-Content out.txt | Should -Not -Contain 'not reached'
            Get-Content out.txt | Should -Contain "Stopped: $($run.Succeeded) of $($run.Total) items finished. Resume with: Resume-Batch -Id $($run.RunId)"

            New-Item gate | Out-Null
            $other = Start-ModuleProcess "1..40 | Resume-Batch -Last -Quiet | ForEach-Object Status | Group-Object | ForEach-Object { `"`$(`$_.Name) `$(`$_.Count)`" }" $folder
            $other.WaitForExit(60000) | Should -BeTrue
            Get-Content out.txt | Should -Be "Succeeded $(40 - $run.Succeeded)"
            $finished = Get-BatchRun -Name interrupted
            $finished.State | Should -Be 'Completed'
            $finished.Succeeded | Should -Be 40
            $finished | Assert-EveryItemCounted
            Get-ChildItem done | Should -HaveCount 40
            (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -Be 40
        }
    }

    Context 'by Ctrl+C while a job is still given its items' -Skip:($IsWindows) {
        It 'tells how to go on' {
            $ignored = (Test-Path /proc/self/status) ? (Select-String -Path /proc/self/status -Pattern '^SigIgn:\s*(\w+)').Matches[0].Groups[1].Value : '0'
            if ([Convert]::ToUInt64($ignored, 16) -band 2) {
                Set-ItResult -Skipped -Because 'the tests were started with SIGINT ignored (nohup, a background job)'
            }

            $child = Start-ModuleProcess "1..4000 | ForEach-Object { Start-Sleep -Milliseconds 20; `$_ } | Start-Batch { [IO.File]::WriteAllText('$folder/done/' + `$_, 'x') } -Name cut -AsJob" $folder
            try {
                Wait-Until { (Get-ChildItem done).Count -ge 2 } 'the first two items'
                /bin/kill -INT $child.Id
                $child.WaitForExit(20000) | Should -BeTrue
            } finally { if (-not $child.HasExited) { $child.Kill($true) } }

            $run = Get-BatchRun -Name cut
            $run.State | Should -Be 'Stopped'
            Get-Content out.txt | Should -Contain "Stopped: $($run.Succeeded) of $($run.Total) items finished. Resume with: Resume-Batch -Id $($run.RunId)"
        }
    }

    Context 'by kill -9' -Skip:($IsWindows) {
        It 'is counted from its journal, and resumed with at most the items in flight done again' {
            $block = Get-CountingBlock $folder 6
            $child = Start-ModuleProcess "1..40 | Start-Batch $block -ThrottleLimit 2 -Name killed -Quiet" $folder
            Wait-Until { (Get-ChildItem done).Count -ge 6 } 'the first six items'
            $child.Kill()
            $child.WaitForExit(20000) | Should -BeTrue
            New-Item gate | Out-Null

            $run = Get-BatchRun -Name killed
            $run.State | Should -Be 'Interrupted'
            $run | Assert-EveryItemCounted
            $null = 1..40 | Resume-Batch -Last -Quiet
            $finished = Get-BatchRun -Name killed
            $finished.State | Should -Be 'Completed'
            $finished.Succeeded | Should -Be 40
            (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -BeLessOrEqual 42
        }
    }
}
