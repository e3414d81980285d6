BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Set-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        $null = New-Item -ItemType Directory "$folder/work"
        Push-Location -LiteralPath $folder

        # An item has a file while it is worked on, and is until the gate is open; the child's whole output is in out.txt when it has ended.
        $block = "{ [IO.File]::WriteAllText('$folder/work/' + `$_, 'x'); while (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) }; `$_ }"
        $who = "in process $PID of $([Environment]::UserName) on $([Environment]::MachineName)"
        $child = $null
        function Start-Run {
            param([string] $Script, [int] $AtWork)
            $process = Start-ModuleProcess "`$PSStyle.OutputRendering = 'PlainText'; $Script" $folder
            Wait-Until { (Get-ChildItem work).Count -eq $AtWork } "the first $AtWork items"
            $process
        }
    }

    AfterEach {
        if ($child -and -not $child.HasExited) { $child.Kill($true) }
        Pop-Location
    }

    Context 'a run of another process' {
        It 'begins as many items as it is let, and says who changed what' {
            $child = Start-Run "(1..20 | Start-Batch $block -ThrottleLimit 1 -ChunkSize 1).Count" -AtWork 1
            Set-Batch -Last -ThrottleLimit 4 | Should -BeNullOrEmpty
            Wait-Until { (Get-ChildItem work).Count -eq 4 } '4 items at a time'
            (Get-BatchRun -Last).Configuration['max_parallel_workers'] | Should -Be '4'

            New-Item gate | Out-Null
            $child.WaitForExit(20000) | Should -BeTrue
            Get-Content out.txt | Should -Be @("Set-Batch $who changed max_parallel_workers from 1 to 4.", '20')
            $run = Get-BatchRun -Last
            $run.State, $run.Configuration['max_parallel_workers'] | Should -Be 'Completed', '4'
            $run | Assert-EveryItemCounted
            (Get-BatchResult -Last).Worker | Sort-Object -Unique | Select-Object -Last 1 | Should -BeIn 2, 3, 4
            Assert-NothingLeftRunning $folder
        }

        It 'changes several settings at once and puts the run out with -PassThru' {
            $child = Start-Run "1..20 | Start-Batch $block -ThrottleLimit 1 -Quiet -Name named" -AtWork 1
            $run = Set-Batch -Name named -ThrottleLimit Auto -MaxRate 600/m -MaxLoad 95 -MemoryLimit 2048 -PassThru
            $run.State | Should -Be 'Running'
            $run.Configuration['max_parallel_workers', 'max_rate', 'max_load', 'max_memory_mb'] | Should -Be 'auto', '600/m', '95', '2048'
        }

        It 'is let go on when its rate held it' {
            New-Item gate | Out-Null
            $child = Start-Run "(1..10 | Start-Batch $block -MaxRate 1/h).Count" -AtWork 1
            Set-Batch -Last -MaxRate 0
            $child.WaitForExit(20000) | Should -BeTrue
            Get-Content out.txt | Should -Be @("Set-Batch $who changed max_rate from 1/h to 0.", '10')
        }

        It 'is left alone with -WhatIf' {
            $child = Start-Run "1..20 | Start-Batch $block -ThrottleLimit 1 -Quiet" -AtWork 1
            Set-Batch -Last -ThrottleLimit 3 -WhatIf
            (Get-BatchRun -Last).Configuration['max_parallel_workers'] | Should -Be '1'
            Get-ChildItem state -Recurse -Filter *.ask* | Should -BeNullOrEmpty
        }

        It 'that does not heed is an error after -TimeoutSeconds' -Skip:($IsWindows) {
            $child = Start-Run "1..20 | Start-Batch $block -ThrottleLimit 1 -Quiet" -AtWork 1
            & /bin/kill -STOP $child.Id
            try {
                { Set-Batch -Last -ThrottleLimit 3 -TimeoutSeconds 1 -ErrorAction Stop } |
                    Should -Throw '*was asked to change settings and has not done so after 1 s. The request stands: the run''s process may be suspended.' -ErrorId 'RequestNotHeeded,BatchPs.Module.SetBatchCommand'
            }
            finally {
                & /bin/kill -CONT $child.Id
            }
        }
    }

    Context 'a job of this session' {
        It 'is changed by its job' {
            $job = 1..20 | Start-Batch { [IO.File]::WriteAllText("$using:folder/work/$_", 'x'); while (-not [IO.File]::Exists("$using:folder/gate")) { [Threading.Thread]::Sleep(5) } } -ThrottleLimit 1 -ChunkSize 1 -AsJob
            Wait-Until { (Get-ChildItem work).Count -eq 1 } 'the first item'
            ($job | Set-Batch -ThrottleLimit 3 -PassThru).Configuration['max_parallel_workers'] | Should -Be '3'
            Wait-Until { (Get-ChildItem work).Count -eq 3 } '3 items at a time'
            New-Item gate | Out-Null
            $job | Wait-Job -Timeout 20 | Receive-Job -InformationVariable said 6>$null | Should -HaveCount 20
            "$said" | Should -Be "Set-Batch $who changed max_parallel_workers from 1 to 3."
            Remove-Job $job
        }
    }

    Context 'what cannot be' {
        It 'is refused by name: <Message>' -ForEach @(
            @{ Parameters = @{ ThrottleLimit = 0 }; Id = 'BadSettingValue'; Message = "-ThrottleLimit is '0'; it takes a whole number from 1 to 1024, or auto." }
            @{ Parameters = @{ ThrottleLimit = 'most' }; Id = 'BadSettingValue'; Message = "-ThrottleLimit is 'most'; it takes a whole number from 1 to 1024, or auto." }
            @{ Parameters = @{ MaxRate = '5/d' }; Id = 'BadSettingValue'; Message = "-MaxRate is '5/d'; it takes calls in a second, minute or hour, such as 10/s, 600/m or 1000/h, or 0 for no limit." }
            @{ Parameters = @{ MaxLoad = 5 }; Id = 'BadSettingValue'; Message = "-MaxLoad is '5'; it takes a whole number of percent from 10 to 100, or 0 for no limit." }
            @{ Parameters = @{ MemoryLimit = 1 }; Id = 'BadSettingValue'; Message = "-MemoryLimit is '1'; it takes a whole number from 16 to 1048576." }
            @{ Parameters = @{}; Id = 'NothingToChange'; Message = 'Nothing is to be changed; give -ThrottleLimit, -MaxRate, -MaxLoad or -MemoryLimit.' }
        ) {
            { Set-Batch -Last @Parameters -ErrorAction Stop } | Should -Throw $Message -ErrorId "$Id,BatchPs.Module.SetBatchCommand"
        }

        It 'is an error when no run is live' {
            { Set-Batch -Last -ThrottleLimit 2 -ErrorAction Stop } | Should -Throw 'No run is live.' -ErrorId 'RunNotLive,BatchPs.Module.SetBatchCommand'
        }
    }

    Context 'starting with Auto and limits' {
        It 'runs with -ThrottleLimit Auto, and its configuration says so' {
            1..50 | Start-Batch { $_ } -ThrottleLimit Auto -MaxLoad 100 -ValueOnly -Quiet | Sort-Object | Should -Be (1..50)
            (Get-BatchRun -Last).Configuration['max_parallel_workers'] | Should -Be 'auto'
        }

        It 'refuses -ThrottleLimit <Value>' -ForEach @(@{ Value = 'Otto' }, @{ Value = 1025 }, @{ Value = 1.5 }) {
            { 1 | Start-Batch { $_ } -ThrottleLimit $Value } | Should -Throw "max_parallel_workers is '$Value' in parameter -ThrottleLimit; it takes a whole number from 1 to 1024, or auto." -ErrorId 'BadSettingValue,BatchPs.Module.StartBatchCommand'
        }

        It 'refuses Resume-Batch -ThrottleLimit 0' {
            { Resume-Batch -Last -ThrottleLimit 0 } | Should -Throw "max_parallel_workers is '0' in parameter -ThrottleLimit; it takes a whole number from 1 to 1024, or auto." -ErrorId 'BadSettingValue,BatchPs.Module.ResumeBatchCommand'
        }

        It 'completes -ThrottleLimit' {
            (TabExpansion2 -inputScript 'Start-Batch -ThrottleLimit A' -cursorColumn 28).CompletionMatches.CompletionText | Should -Be 'Auto'
        }

        It 'stops at once while the rate holds it' {
            $child = Start-ModuleProcess "1..10 | Start-Batch { [IO.File]::WriteAllText('$folder/work/' + `$_, 'x') } -MaxRate 1/h -Quiet" $folder
            Wait-Until { (Get-ChildItem work).Count -eq 1 } 'the first item'
            (Measure-Command { Stop-Batch -Last }).TotalSeconds | Should -BeLessThan 3
            $run = Get-BatchRun -Last
            $run.State, $run.Succeeded, $run.NotRun | Should -Be 'Stopped', 1, 9
        }
    }
}
