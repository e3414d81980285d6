BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch with blocks that hang' {
    BeforeAll {
        # Item 1 succeeds when the others have begun: these sit in a cmdlet that heeds a stop, in a loop of script, and in a call that heeds nothing for 7 s.
        function Get-HangingRun {
            "1..4 | Start-Batch {
                [IO.File]::WriteAllText('$folder/begun/' + `$_, 'x')
                switch (`$_) {
                    1 { while ([IO.Directory]::GetFiles('$folder/begun').Count -lt 4) { [Threading.Thread]::Sleep(5) } }
                    2 { Start-Sleep 300 }
                    3 { while (`$true) { } }
                    4 { [Threading.Thread]::Sleep(7000) }
                }
            } -ThrottleLimit 4 -ChunkSize 1 -Quiet"
        }

        function Wait-Begun { Wait-Until { @(Get-ChildItem begun).Count -eq 4 } 'all four items' }

        function Invoke-Downstream {
            param([string] $Downstream)
            try { $null = . ([scriptblock]::Create("$(Get-HangingRun) | $Downstream")) } catch [System.Management.Automation.RuntimeException] { }
        }

        function Invoke-Hosted {
            param([scriptblock] $Stop, [string] $More)
            $runspace = [runspacefactory]::CreateRunspace()
            $runspace.Open()
            $shell = [powershell]::Create($runspace).AddScript("Import-Module '$((Get-Module BatchPs).Path)'; Set-Location -LiteralPath '$folder'; $(Get-HangingRun) $More")
            try {
                $null = $shell.BeginInvoke()
                Wait-Begun
                & $Stop
            } finally { $shell.Dispose(); $runspace.Dispose() }
        }

        function Invoke-Job {
            param([scriptblock] $Stop)
            $job = Invoke-Expression "$(Get-HangingRun) -AsJob"
            Wait-Begun
            & $Stop
            Get-Job -InstanceId $job.InstanceId -ErrorAction Ignore | Remove-Job
        }
    }

    BeforeEach {
        $folder = New-Folder $TestDrive
        $null = New-Item -ItemType Directory "$folder/begun"
        Push-Location -LiteralPath $folder
    }

    AfterEach { Pop-Location }

    Context 'stopped' {
        It 'leaves no runspace, thread, file or lock by <By>' -ForEach @(
            @{ By = 'Select-Object -First'; Stop = { Invoke-Downstream 'Select-Object -First 1' } }
            @{ By = 'a throw downstream'; Stop = { Invoke-Downstream 'ForEach-Object { throw 1 }' } }
            @{ By = 'PowerShell.Stop()'; Stop = { Invoke-Hosted { $shell.Stop() } } }
            @{ By = 'PowerShell.Dispose()'; Stop = { Invoke-Hosted { $shell.Dispose() } } }
            @{ By = 'Runspace.Dispose()'; Stop = { Invoke-Hosted { $runspace.Dispose() } } }
            @{ By = 'Runspace.Dispose() with a job'; Stop = { Invoke-Hosted { $runspace.Dispose() } '-AsJob' } }
            @{ By = 'Stop-Job'; Stop = { Invoke-Job { $job | Stop-Job } } }
            @{ By = 'Remove-Job -Force'; Stop = { Invoke-Job { $job | Remove-Job -Force } } }
        ) {
            . $Stop
            Assert-NothingLeftRunning $folder -Seconds 15
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Stopped'
            $run.Interrupted + $run.NotRun | Should -BeGreaterOrEqual 3 -Because 'the first item alone may have succeeded'
            $run | Assert-EveryItemCounted
        }
    }
}

Describe 'Start-Batch between a source and a sink' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'with a source that is faster than the workers' {
        It 'pulls no more items than the queue and the workers'' chunks hold' {
            $pulled = [int[]]::new(1)
            $begun = [System.Collections.Concurrent.ConcurrentQueue[int]]::new()
            $ahead = 1..6000 | ForEach-Object { $pulled[0]++; $_ } | Start-Batch {
                $pulled = $using:pulled
                ($using:begun).Enqueue($_)

                # The first waits until the queue is full: else nothing would be seen of its bound.
                for ($i = 0; $_ -eq 1 -and $pulled[0] -lt 1024 -and $i -lt 4000; $i++) { [Threading.Thread]::Sleep(5) }
                $pulled[0] - ($using:begun).Count
            } -ThrottleLimit 2 -Quiet | ForEach-Object { $_.Output[0] } | Measure-Object -Maximum

            $ahead.Count | Should -Be 6000
            $ahead.Maximum | Should -BeGreaterOrEqual 1000
            $ahead.Maximum | Should -BeLessOrEqual (1024 + 2 * 256 + 1) -Because 'the queue holds 1024, the two chunks 256 each, and one item waits for room'
        }
    }

    Context 'with a sink that is slower than the workers' {
        It 'holds the workers when 256 results wait' {
            $begun = [System.Collections.Concurrent.ConcurrentQueue[int]]::new()
            $received = 0
            $most = 1..3000 | Start-Batch { ($using:begun).Enqueue($_) } -ThrottleLimit 2 -Quiet | ForEach-Object {
                if (++$received -eq 1) { Wait-Until { $begun.Count -ge 256 } 'the workers to run ahead' }
                $begun.Count - $received
            } | Measure-Object -Maximum

            $most.Count | Should -Be 3000
            $most.Maximum | Should -BeGreaterOrEqual 250
            $most.Maximum | Should -BeLessOrEqual (256 + 2) -Because '256 results wait, and each worker has one in hand'
        }
    }
}
