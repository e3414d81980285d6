BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Stop-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        $null = New-Item -ItemType Directory "$folder/done"
        Push-Location -LiteralPath $folder

        # Short items, until the gate is open; the child's whole output is in out.txt when it has ended.
        $block = "{ if (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) }; [IO.File]::AppendAllText('$folder/done/' + `$_, 'x') }"
        $child = $null
        function Start-Run {
            param([string] $Script, [int] $Items = 2)
            $process = Start-ModuleProcess $Script $folder
            Wait-Until { (Get-ChildItem done).Count -ge $Items } "the first $Items items"
            $process
        }
    }

    AfterEach {
        if ($child -and -not $child.HasExited) { $child.Kill($true) }
        Pop-Location
    }

    Context 'a run of another process' {
        It 'stops it, waits for it, and Resume-Batch does the rest' {
            $child = Start-Run "`$PSStyle.OutputRendering = 'PlainText'; 1..2000 | Start-Batch $block -ThrottleLimit 2 -Name far | Out-Null; 'the script goes on'"
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $run = Stop-Batch -Last -PassThru
            Write-Host ('    stopped by Stop-Batch: {0:0} ms' -f $watch.Elapsed.TotalMilliseconds)
            $run.Name | Should -Be 'far'
            $run.State | Should -Be 'Stopped'
            $run | Assert-EveryItemCounted
            $child.WaitForExit(20000) | Should -BeTrue
            Get-Content out.txt | Where-Object { $_ -like 'WARNING: *' } |
                Should -Be "WARNING: Stop-Batch in process $PID of $([Environment]::UserName) on $([Environment]::MachineName) asked the run to stop: items in flight have 5 s to finish."
            Get-Content out.txt | Should -Contain "Stopped: $($run.Succeeded) of $($run.Total) items finished. Resume with: Resume-Batch -Id $($run.RunId)"
            Get-Content out.txt | Should -Contain 'the script goes on'
            Assert-NothingLeftRunning $folder

            New-Item gate | Out-Null
            $null = 1..2000 | Resume-Batch -Name far -Quiet
            (Get-BatchRun -Last).Succeeded | Should -Be 2000
            (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -Be 2000
        }

        It 'cancels items in flight with -Now' {
            $child = Start-Run "1..4 | Start-Batch { [IO.File]::WriteAllText('$folder/done/' + `$_, 'x'); Start-Sleep 300 } -ThrottleLimit 2 -Quiet"
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $run = Stop-Batch -Last -Now -PassThru
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 4
            $run.Interrupted | Should -Be 2
            $run | Assert-EveryItemCounted
        }

        It 'gives items in flight 5 s, and says so when that is longer than it may wait' {
            $child = Start-Run "1..4 | Start-Batch { [IO.File]::WriteAllText('$folder/done/' + `$_, 'x'); Start-Sleep 300 } -ThrottleLimit 2 -Quiet"
            $id = (Get-BatchRun -Last).RunId
            Stop-Batch $id -TimeoutSeconds 1 -ErrorVariable late -ErrorAction SilentlyContinue
            $late.FullyQualifiedErrorId | Should -Be 'RunStillLive,BatchPs.Module.StopBatchCommand'
            $late.Exception.Message | Should -Be "Run $id was asked to stop and is still live after 1 s. It has heeded the request; an item or the disk keeps it."
            Wait-Until { -not (Get-BatchRun -State Running) } 'the end of the grace time'
            (Get-BatchRun -Last).Interrupted | Should -Be 2
        }

        It 'does not wait with -TimeoutSeconds 0' {
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet"
            Get-BatchRun -Last | Stop-Batch -TimeoutSeconds 0 | Should -BeNullOrEmpty
            Wait-Until { (Get-BatchRun -Last).State -eq 'Stopped' } 'the stop'
        }

        It 'is found by -Name and by -JournalPath' {
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet -Name named"
            $null = 1 | Start-Batch { $_ } -Name named -Quiet
            (Stop-Batch -Name named -PassThru).Total | Should -BeGreaterThan 1
            $child.WaitForExit(20000) | Should -BeTrue

            $null = Remove-Item done/*
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet -JournalPath '$folder/my.journal'"
            (Stop-Batch -JournalPath my.journal -PassThru).State | Should -Be 'Stopped'
            Test-Path my.journal.ask | Should -BeFalse
        }

        It 'is left alone with -WhatIf' {
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet"
            Stop-Batch -Last -WhatIf
            (Get-BatchRun -Last).State | Should -Be 'Running'
            Get-ChildItem state -Recurse -Filter *.ask | Should -BeNullOrEmpty
        }

        It 'is offered by the completion of -Id, unlike one that has ended' {
            $null = 1 | Start-Batch { $_ } -Quiet
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet"
            $line = 'Stop-Batch -Id '
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be (Get-BatchRun -Last).RunId
        }
    }

    Context 'several runs' {
        It 'asks all before it waits for any' {
            $child = Start-Run @"
`$jobs = 1..2 | ForEach-Object { Start-ThreadJob { Import-Module '$((Get-Module BatchPs).Path)'; 1..4 | Start-Batch { [IO.File]::WriteAllText("$folder/done/`$(New-Guid)", 'x'); Start-Sleep 300 } -ThrottleLimit 1 -Quiet } }
`$null = `$jobs | Wait-Job
"@
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $runs = @(Get-BatchRun -State Running | Stop-Batch -PassThru)
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 9 -Because 'both have their 5 s at the same time'
            $runs.State | Should -Be 'Stopped', 'Stopped'
        }
    }

    Context 'a run of this session' {
        It 'is stopped from downstream' {
            $results = @(1..10000 | Start-Batch { [Threading.Thread]::Sleep(5) } -ThrottleLimit 2 -Quiet -Name own -WarningAction SilentlyContinue |
                ForEach-Object { if (-not $asked) { $asked = $true; Stop-Batch -Name own }; $_ })
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Stopped'
            $run | Assert-EveryItemCounted
            $results.Count | Should -BeLessOrEqual $run.Succeeded
        }
    }

    Context 'no live run' {
        It 'is an error' {
            { Stop-Batch -Last -ErrorAction Stop } | Should -Throw 'No run is live.' -ErrorId 'RunNotLive,BatchPs.Module.StopBatchCommand'
        }

        It 'says how a run has ended, and stops the others' {
            $null = 1 | Start-Batch { $_ } -Quiet
            $run = Get-BatchRun -Last
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet"
            $live = Get-BatchRun -Last
            Stop-Batch $run.RunId, $live.RunId -ErrorVariable refused -ErrorAction SilentlyContinue
            $refused.FullyQualifiedErrorId | Should -Be 'RunNotLive,BatchPs.Module.StopBatchCommand'
            $refused.Exception.Message | Should -Be "Run $($run.RunId) is not live: it ended at $($run.EndedAt.ToString('yyyy-MM-dd HH:mm:ss')) UTC, Completed."
            (Get-BatchRun -Last).State | Should -Be 'Stopped'
        }

        It 'says that a process died' -Skip:($IsWindows) {
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet -Name dead"
            $child.Kill()
            $child.WaitForExit(20000) | Should -BeTrue
            { Stop-Batch -Name dead -ErrorAction Stop } | Should -Throw "Run $((Get-BatchRun -Last).RunId) is not live: its process died without an end."
        }
    }
}
