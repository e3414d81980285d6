BeforeDiscovery {
    # Signals are sent to pwsh processes of their own; a parent that ignores one makes its children ignore it.
    $ignored = if (Test-Path /proc/self/status) { [Convert]::ToUInt64(((Select-String -Path /proc/self/status -Pattern '^SigIgn:\s*(\w+)').Matches[0].Groups[1].Value), 16) } else { 0ul }
    $signals = @{ Signal = 'TERM'; Number = 15 }, @{ Signal = 'HUP'; Number = 1 }, @{ Signal = 'INT'; Number = 2 }
    $heeded = @($signals | Where-Object { -not $IsWindows -and -not ($ignored -shr ($_.Number - 1) -band 1) })
    $unheeded = @($signals | Where-Object { $_ -notin $heeded })
    $hasTmux = [bool](Get-Command tmux -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    function Send-Signal {
        param([string] $Name, [System.Diagnostics.Process] $To)
        /bin/kill "-$Name" $To.Id
    }

    function Get-ShortBlock { "{ if (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) }; [IO.File]::AppendAllText('$folder/done/' + `$_, 'x') }" }

    function Get-LongBlock { "{ [IO.File]::WriteAllText('$folder/done/' + `$_, 'x'); Start-Sleep 300 }" }

    function Wait-Item {
        param([int] $Count)
        Wait-Until { (Get-ChildItem done).Count -ge $Count } "the first $Count items"
    }

    function Wait-Exit {
        # How long a process still took to end.
        param([System.Diagnostics.Process] $Process, [int] $Seconds = 20)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        if (-not $Process.WaitForExit($Seconds * 1000)) { throw "Process $($Process.Id) did not end within $Seconds s." }
        $watch.Elapsed
    }

    function Assert-Resumable {
        # The run of short items was stopped, is counted, and goes on.
        param([string] $Name = 'signalled', [int] $Items = 600)
        Assert-NothingLeftRunning $folder
        $run = Get-BatchRun -Name $Name
        $run.State | Should -Be 'Stopped'
        $run | Assert-EveryItemCounted
        Get-ChildItem done | Should -HaveCount $run.Succeeded
        New-Item gate | Out-Null
        $null = 1..$Items | Resume-Batch -Name $Name -Quiet
        (Get-BatchRun -Name $Name).Succeeded | Should -Be $Items
        (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -Be $Items
    }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch, in a process that gets a signal' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        $null = New-Item -ItemType Directory "$folder/done"
        Push-Location -LiteralPath $folder
        $child = $null
    }

    AfterEach {
        if ($child -and -not $child.HasExited) { $child.Kill($true) }
        Pop-Location
    }

    It 'SIG<Signal> is not tested' -ForEach $unheeded {
        Set-ItResult -Skipped -Because ($IsWindows ? 'Windows has no such signal' : "the tests were started with SIG$Signal ignored (nohup, a background job)")
    }

    Context 'SIG<Signal>, with short items' -ForEach $heeded {
        It 'ends in less than 500 ms as pwsh would without a run, leaves nothing, and Resume-Batch does the rest' {
            $untouched = Start-ModuleProcess "New-Item begun | Out-Null; Start-Sleep 300" $folder
            Wait-Until { Test-Path begun } 'the untouched process'
            Send-Signal $Signal $untouched
            $null = Wait-Exit $untouched

            Assert-StopsQuickly "SIG$Signal" {
                $null = Remove-Item done/*
                $script:child = Start-ModuleProcess "1..600 | Start-Batch $(Get-ShortBlock) -ThrottleLimit 2 -Quiet -Name signalled`n[IO.File]::WriteAllText('$folder/after', 'x')" $folder
                Wait-Item 4
                Measure-Command { Send-Signal $Signal $script:child; $null = Wait-Exit $script:child }
            }

            # After Ctrl+C pwsh itself ends with 0 or 1, by where its script was stopped.
            $script:child.ExitCode | Should -BeIn ($Signal -eq 'INT' ? @(0, 1) : @($untouched.ExitCode))
            $run = Get-BatchRun -Name signalled
            Get-Content out.txt | Should -Contain "Stopped: $($run.Succeeded) of $($run.Total) items finished. Resume with: Resume-Batch -Id $($run.RunId)"
            Test-Path after | Should -BeFalse
            Assert-Resumable
        }
    }

    Context 'SIG<Signal>, with items that outlast the grace time' -ForEach $heeded {
        It 'cancels them after 5 s' {
            $child = Start-ModuleProcess "1..4 | Start-Batch $(Get-LongBlock) -ThrottleLimit 2 -Name signalled" $folder
            Wait-Item 2
            Send-Signal $Signal $child
            $took = (Wait-Exit $child).TotalSeconds
            Write-Host ('    ended {0:0.00} s after SIG{1}' -f $took, $Signal)
            $took | Should -BeGreaterThan 4.5
            $took | Should -BeLessThan 10
            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Name signalled
            $run.Interrupted | Should -Be 2
            $run | Assert-EveryItemCounted
            if ($Signal -eq 'INT') { Get-Content out.txt | Should -Contain 'Stopping: items in flight have 5 s to finish. Press Ctrl+C again to stop now.' }
        }

        It 'cancels them at once at the second' {
            $child = Start-ModuleProcess "1..4 | Start-Batch $(Get-LongBlock) -ThrottleLimit 2 -Quiet -Name signalled" $folder
            Wait-Item 2
            Send-Signal $Signal $child
            Wait-Until { Select-String -Path (Get-BatchRun -Name signalled).JournalPath -Pattern '"t":"i"' -Quiet } 'the journal'
            $child.WaitForExit(500) | Should -BeFalse
            Send-Signal $Signal $child
            $took = (Wait-Exit $child).TotalSeconds
            Write-Host ('    ended {0:0.00} s after the second SIG{1}' -f $took, $Signal)
            $took | Should -BeLessThan 3
            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Name signalled
            $run.State | Should -Be 'Stopped'
            $run.Interrupted | Should -Be 2
            $run | Assert-EveryItemCounted
        }
    }

    Context 'SIGTERM, with several runs' -Skip:('TERM' -notin $heeded.Signal) {
        It 'stops all of them' {
            $child = Start-ModuleProcess @"
`$jobs = 1..2 | ForEach-Object { `$name = "job `$_"; Start-ThreadJob { Import-Module '$((Get-Module BatchPs).Path)'; 1..10000 | Start-Batch { [Threading.Thread]::Sleep(5) } -ThrottleLimit 1 -Quiet -Name `$using:name } }
1..10000 | Start-Batch $(Get-ShortBlock) -ThrottleLimit 1 -Quiet -Name main
"@ $folder
            Wait-Until { @(Get-BatchRun -State Running).Count -eq 3 } 'three runs'
            Wait-Item 1
            Send-Signal TERM $child
            $null = Wait-Exit $child
            Assert-NothingLeftRunning $folder
            Get-BatchRun | ForEach-Object Name | Sort-Object | Should -Be 'job 1', 'job 2', 'main'
            Get-BatchRun | ForEach-Object State | Should -Be 'Stopped', 'Stopped', 'Stopped'
            Get-BatchRun | Assert-EveryItemCounted
        }
    }

    Context 'SIGHUP, under nohup' -Skip:(-not $IsLinux) {
        It 'goes on' {
            Set-Content nohup.ps1 "Import-Module '$((Get-Module BatchPs).Path)'`n1..40 | Start-Batch $(Get-ShortBlock) -ThrottleLimit 1 -Quiet -Name kept | Out-Null; while (-not [IO.File]::Exists('$folder/gate')) { Start-Sleep -Milliseconds 5 }"
            $child = Start-Process sh -ArgumentList '-c', "`"trap '' HUP; exec pwsh -NoProfile -NonInteractive -File nohup.ps1`"" -PassThru
            Wait-Item 4
            Send-Signal HUP $child
            Wait-Until { Get-BatchRun -Name kept | Where-Object State -EQ Completed } 'the end of the run'
            (Get-BatchRun -Name kept).Succeeded | Should -Be 40
            New-Item gate | Out-Null
            $null = Wait-Exit $child
            $child.ExitCode | Should -Be 0
        }
    }

    Context 'no run is live' -Skip:(-not $IsLinux) {
        BeforeAll {
            function Get-CaughtSignal { (Select-String -Path "/proc/$PID/status" -Pattern '^SigCgt:\s*(\w+)').Matches[0].Groups[1].Value }
        }

        It 'has its signals as before the run' {
            $before = Get-CaughtSignal
            $during = 1 | Start-Batch { (Select-String -Path "/proc/$PID/status" -Pattern '^SigCgt:\s*(\w+)').Matches[0].Groups[1].Value } -Quiet | ForEach-Object Output
            [Convert]::ToUInt64($during, 16) -band 0x4001 | Should -Be 0x4001 -Because 'bits 15 and 1 are SIGTERM and SIGHUP'
            Get-CaughtSignal | Should -Be $before
        }
    }

    Context 'its terminal' -Skip:(-not $hasTmux) {
        BeforeEach {
            $socket = "batchps-$([guid]::NewGuid().ToString('n').Substring(0, 8))"

            # A server without a session ends, and then nobody in particular notices that its child has ended.
            tmux -L $socket -f /dev/null new-session -d -s keeper 'sleep 300'
            function Start-Terminal {
                # An interactive pwsh in a terminal of its own; its process.
                param([string] $Script)
                Set-Content child.ps1 "Import-Module '$((Get-Module BatchPs).Path)', '$((Get-Module Assertions).Path)'`n[IO.File]::WriteAllText('$folder/pid', `$PID)`n$Script"
                tmux -L $socket new-session -d -s tested -x 160 -y 50 -e XDG_STATE_HOME=$env:XDG_STATE_HOME -e XDG_CONFIG_HOME=$env:XDG_CONFIG_HOME -e NO_COLOR=1 "pwsh -NoProfile -NoExit -File child.ps1"
                Wait-Until { (Test-Path pid) -and (Get-Content pid) } 'the terminal'
                [System.Diagnostics.Process]::GetProcessById((Get-Content pid))
            }
            function Send-Key { tmux -L $socket send-keys -t tested @args }
            function Assert-CleanSession {
                # Types at the prompt that has come back.
                Wait-Until { (Get-Screen).TrimEnd() -like '*PS *>' } 'the prompt'
                Send-Key "Assert-NothingLeftRunning '$folder'; 'cle' + 'an'" Enter
                Wait-Until { (Get-Screen) -like '*clean*' } 'the session'
            }
            function Get-Screen { (tmux -L $socket capture-pane -t tested -p -J) -join "`n" }
        }

        AfterEach { tmux -L $socket kill-server 2>&1 | Out-Null }

        It 'is closed: ends in less than 500 ms, leaves nothing, and Resume-Batch does the rest' {
            Assert-StopsQuickly 'a closed terminal' {
                $null = Remove-Item done/*, pid -ErrorAction Ignore
                $script:child = Start-Terminal "1..600 | Start-Batch $(Get-ShortBlock) -ThrottleLimit 2 -Name signalled"
                Wait-Item 4
                Measure-Command { tmux -L $socket kill-session -t tested; $null = Wait-Exit $script:child }
            }

            Assert-Resumable
        }

        It 'gets Ctrl+C: the session lives on, nothing is left in it, and Resume-Batch does the rest' {
            $child = Start-Terminal "1..600 | Start-Batch $(Get-ShortBlock) -ThrottleLimit 2 -Name signalled"
            Wait-Item 4
            Send-Key C-c
            $watch = [Diagnostics.Stopwatch]::StartNew()
            Wait-Until { (Get-Screen) -like '*Stopped: * items finished. Resume with: Resume-Batch -Id *' } 'the line that says how to go on'
            Write-Host ('    stopped by Ctrl+C, until it is on the screen: {0:0} ms' -f $watch.Elapsed.TotalMilliseconds)
            Assert-CleanSession
            Assert-Resumable
        }

        It 'gets Ctrl+C twice: items in flight are cancelled at once, and the session lives on' {
            $child = Start-Terminal "1..4 | Start-Batch $(Get-LongBlock) -ThrottleLimit 2 -Name signalled"
            Wait-Item 2
            Send-Key C-c
            Wait-Until { (Get-Screen) -like '*Press Ctrl+C again to stop now.*' } 'the first'
            Send-Key C-c
            $watch = [Diagnostics.Stopwatch]::StartNew()
            Wait-Until { (Get-Screen) -like '*Stopped: 0 of 4 items finished.*' } 'the second'
            Write-Host ('    stopped by the second Ctrl+C, until it is on the screen: {0:0} ms' -f $watch.Elapsed.TotalMilliseconds)
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            Assert-CleanSession
            $run = Get-BatchRun -Name signalled
            $run.Interrupted | Should -Be 2
            $run | Assert-EveryItemCounted
        }
    }
}
