BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Resume-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'a run that is finished' {
        BeforeEach {
            New-Subtitle "$folder/a.srt"
            $null = Get-ChildItem *.srt | Start-Batch -Quiet -Name nightly
            $id = (Get-BatchRun -Last).RunId
        }

        It 'says so and does nothing, named by <By>' -TestCases @(
            @{ By = '-Last'; Way = { Resume-Batch -Last -InformationVariable +said 6> $null } }
            @{ By = 'nothing'; Way = { Resume-Batch -InformationVariable +said 6> $null } }
            @{ By = '-Id'; Way = { Resume-Batch -Id $id -InformationVariable +said 6> $null } }
            @{ By = 'the beginning of its id'; Way = { Resume-Batch $id.Substring(0, 20) -InformationVariable +said 6> $null } }
            @{ By = '-Name'; Way = { Resume-Batch -Name nightly -InformationVariable +said 6> $null } }
            @{ By = '-JournalPath'; Way = { Resume-Batch -JournalPath (Get-BatchRun -Last).JournalPath -InformationVariable +said 6> $null } }
        ) {
            $said = @()
            . $Way | Should -BeNullOrEmpty
            "$said" | Should -Be "Run $id is finished; there was nothing to resume."
        }

        It 'runs an item again whose output is gone, and tells why' {
            Remove-Item processed/a.srt
            $again = Resume-Batch -Last -Quiet
            $again.Status | Should -Be 'Succeeded'
            $again.Reason | Should -Be 'OutputMissing'
        }

        It 'runs an item again whose input has changed, and tells why' {
            New-Subtitle "$folder/a.srt" -Text 'A longer good morning.'
            $again = Resume-Batch -Last -Quiet
            $again.Reason | Should -Be 'InputChanged'
            Get-Content processed/a.srt | Should -Contain 'A longer good morning.'
        }

        It 'takes runs from the pipeline, one after the other' {
            New-Subtitle "$folder/b.srt"
            $null = Get-ChildItem b.srt | Start-Batch -Processor Srt -Destination other -Quiet
            Remove-Item processed/a.srt, other/b.srt
            $again = Get-BatchRun | Resume-Batch -Quiet
            $again.Name | Should -Be 'b.srt', 'a.srt'
            $again.Reason | Should -Be 'OutputMissing', 'OutputMissing'
        }

        It 'goes on with the next run when one that is piped is refused' {
            New-Subtitle "$folder/b.srt"
            $null = Get-ChildItem b.srt | Start-Batch -Processor Srt -Destination other -Quiet
            Remove-Item processed/a.srt
            $damaged = (Get-BatchRun -Last).JournalPath
            Set-Content $damaged 'no journal'
            $again = Get-BatchRun | Resume-Batch -Quiet -ErrorAction SilentlyContinue -ErrorVariable refused
            $again.Name | Should -Be 'a.srt'
            $refused | Should -HaveCount 1
            $refused.FullyQualifiedErrorId | Should -BeLike 'JournalUnreadable,*'
        }

        It 'resumes nothing when a pipeline has no run and none is named' {
            Remove-Item processed/a.srt
            Get-BatchRun -State Interrupted | Resume-Batch -InformationVariable said 6> $null | Should -BeNullOrEmpty
            "$said" | Should -Be 'Nothing was piped and no run is named; nothing was resumed.'
            Test-Path processed/a.srt | Should -BeFalse
            @() | Resume-Batch -Last -Quiet | ForEach-Object Reason | Should -Be 'OutputMissing'
        }

        It 'does nothing with -WhatIf' {
            Remove-Item processed/a.srt
            Resume-Batch -Last -WhatIf | Should -BeNullOrEmpty
            Test-Path processed/a.srt | Should -BeFalse
            (Get-BatchRun -Last).Executions | Should -Be 1
        }
    }

    Context 'a run with failed items' {
        BeforeEach {
            'a', 'c', 'd', 'e' | ForEach-Object { New-Subtitle "$folder/in/$_.srt" }
            New-BrokenSubtitle "$folder/in/b.srt"
            # Stops at the failure with 'a' done, 'b' failed and the rest not begun.
            $null = Start-Batch -Path in -Processor Srt -Destination out -StopOnError -Ordered -ThrottleLimit 1 -Quiet -ErrorAction SilentlyContinue
            (Get-BatchRun -Last).State | Should -Be 'FailureLimit'
            New-Subtitle "$folder/in/b.srt"
        }

        It 'takes what is left, with -Mode Rest' {
            Resume-Batch -Mode Rest -Quiet | ForEach-Object Name | Sort-Object | Should -Be @('in/c.srt', 'in/d.srt', 'in/e.srt')
            $run = Get-BatchRun -Last
            $run.Failed | Should -Be 1
            $run.Succeeded | Should -Be 4
            $run.State | Should -Be 'Completed'
        }

        It 'takes the failed and what is left, with -Mode FailedAndRest' {
            Resume-Batch -Mode FailedAndRest -Quiet | ForEach-Object Name | Sort-Object | Should -Be @('in/b.srt', 'in/c.srt', 'in/d.srt', 'in/e.srt')
            $run = Get-BatchRun -Last
            $run.Failed | Should -Be 0
            $run.Succeeded | Should -Be 5
        }

        It 'takes the failed only, with -Mode FailedOnly' {
            Resume-Batch -Mode FailedOnly -Quiet | ForEach-Object Name | Should -Be 'in/b.srt'
            $run = Get-BatchRun -Last
            $run.Failed | Should -Be 0
            $run.Succeeded | Should -Be 2
            $run | Assert-EveryItemCounted
        }

        It 'counts every item once, over all executions' {
            $null = Resume-Batch -Mode FailedAndRest -Quiet
            $run = Get-BatchRun -Last
            $run.Executions | Should -Be 2
            $run.Total | Should -Be 5
            $run | Assert-EveryItemCounted
            Get-ChildItem out -Recurse -File | Should -HaveCount 5
        }

        It 'gives the error of an item that fails again' {
            New-BrokenSubtitle "$folder/in/b.srt"
            $null = Resume-Batch -Mode FailedAndRest -Quiet -ErrorVariable failed -ErrorAction SilentlyContinue
            # The run's own rule still holds: it stops at the first failure.
            $failed.FullyQualifiedErrorId | Select-Object -First 1 | Should -Be 'NoTimingLine,BatchPs.Module.ResumeBatchCommand'
            $failed[0].TargetObject | Should -Be (Join-Path $folder in b.srt)
        }
    }

    Context 'a run whose input had not ended' {
        BeforeEach {
            $null = New-Item -ItemType Directory done
            # The pipeline waits at item 100 until results are ready, so that it is cut short well before its end.
            $null = 1..400 |
                ForEach-Object { if ($_ -eq 100) { Wait-Until { (Get-ChildItem done).Count -ge 50 } 'half of the items' }; $_ } |
                Start-Batch { [IO.File]::AppendAllText("$using:folder/done/$_", 'x'); "out$_" } -Quiet | Select-Object -First 1
            $run = Get-BatchRun -Last
            $run.InputIncomplete | Should -BeTrue
        }

        It 'finishes what was read and warns without the pipeline' {
            $null = Resume-Batch -Last -Quiet -WarningVariable warned -WarningAction SilentlyContinue
            "$warned" | Should -BeLike "The input of run $($run.RunId) had not ended*"
            $after = Get-BatchRun -Last
            $after.NotRun | Should -Be 0
            $after.InputIncomplete | Should -BeTrue
            $after.Total | Should -Be $run.Total
        }

        It 'takes the same pipeline again and completes, nothing twice' {
            $results = 1..400 | Resume-Batch -Last -Quiet
            $after = Get-BatchRun -Last
            $after.State | Should -Be 'Completed'
            $after.InputIncomplete | Should -BeFalse
            $after.Total | Should -Be 400
            $after | Assert-EveryItemCounted
            $results | Should -HaveCount (400 - $run.Succeeded)
            (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -Be 400
        }

        It 'knows equal items apart' {
            $null = 'same', 'same', 'other' | Start-Batch { $_ } -Quiet
            (Get-BatchRun -Last).Total | Should -Be 3
            'same', 'same', 'other' | Resume-Batch -Last -Quiet | Should -BeNullOrEmpty
        }
    }

    Context 'a script block in a new session' {
        It 'has its $using: values, its block and its objects again, without input' {
            $suffix = '!'
            $null = [pscustomobject]@{ Id = 1; Word = 'one' }, [pscustomobject]@{ Id = 2; Word = 'two' } | Start-Batch -Quiet -ItemKey Id -ThrottleLimit 1 -Ordered -ErrorAction SilentlyContinue {
                if (-not [IO.File]::Exists("$using:folder/gate")) { throw 'closed' }
                $_.Word + $using:suffix
            }
            New-Item gate | Out-Null
            $child = Start-ModuleProcess 'Resume-Batch -Last -Mode FailedAndRest -Quiet | ForEach-Object Output | Sort-Object' $folder
            $child.WaitForExit(60000) | Should -BeTrue
            Get-Content out.txt | Should -Be @('one!', 'two!')
        }
    }

    Context 'a run that cannot be resumed' {
        It 'is an error when there is none' {
            { Resume-Batch -Last } | Should -Throw -ErrorId 'NoRuns,*'
            { Resume-Batch -Id 2026 } | Should -Throw -ErrorId 'RunNotFound,*'
            { Resume-Batch -Name nobody } | Should -Throw -ErrorId 'RunNotFound,*' -ExpectedMessage "There is no run with the name 'nobody'."
            { Resume-Batch -JournalPath nowhere.journal } | Should -Throw -ErrorId 'JournalNotFound,*'
        }

        It 'is an error while another process executes it, who is named' {
            $child = Start-ModuleProcess "1..2 | Start-Batch { while (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) } } -Quiet" $folder
            try {
                Wait-Until { Get-BatchRun -State Running } 'the other process'
                { Resume-Batch -Last -Quiet } | Should -Throw -ErrorId 'RunIsLive,*' -ExpectedMessage "*$($child.Id)*"
            } finally {
                New-Item gate | Out-Null
                $child.WaitForExit(20000) | Should -BeTrue
            }

            (Get-BatchRun -Last).Succeeded | Should -Be 2
        }
    }
}
