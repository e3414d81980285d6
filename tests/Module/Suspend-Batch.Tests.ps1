BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Suspend-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        $null = New-Item -ItemType Directory "$folder/done"
        Push-Location -LiteralPath $folder

        # Short items, until the gate is open; the child's whole output is in out.txt when it has ended.
        $block = "{ if (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) }; [IO.File]::AppendAllText('$folder/done/' + `$_, 'x') }"
        $who = "in process $PID of $([Environment]::UserName) on $([Environment]::MachineName)"
        $child = $null
        function Start-Run {
            param([string] $Script)
            $process = Start-ModuleProcess "`$PSStyle.OutputRendering = 'PlainText'; $Script" $folder
            Wait-Until { (Get-ChildItem done).Count -ge 2 } 'the first 2 items'
            $process
        }
    }

    AfterEach {
        if ($child -and -not $child.HasExited) { $child.Kill($true) }
        Pop-Location
    }

    Context 'a run of another process' {
        It 'begins no further items until Resume-Batch, which leaves the results to it' {
            $child = Start-Run "(1..2000 | Start-Batch $block -ThrottleLimit 2 -Name far).Count"
            Suspend-Batch -Last | Should -BeNullOrEmpty
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Suspended'
            Wait-Until { $now = (Get-BatchRun -Last).Succeeded; (Get-ChildItem done).Count -eq $now } 'the items in flight'
            $done = (Get-ChildItem done).Count
            New-Item gate | Out-Null
            [Threading.Thread]::Sleep(300)
            (Get-ChildItem done).Count | Should -Be $done
            Get-BatchRun -State Suspended | Should -HaveCount 1

            Resume-Batch -Last -InformationVariable said 6>$null | Should -BeNullOrEmpty
            "$said" | Should -Be "Run $($run.RunId) was suspended and goes on where it is live."
            $child.WaitForExit(20000) | Should -BeTrue
            Get-Content out.txt | Should -Be @(
                "WARNING: Suspend-Batch $who suspended the run: items in flight finish, and no further ones begin until it is resumed."
                "WARNING: Resume-Batch $who resumed the run."
                '2000')
            $run = Get-BatchRun -Last
            $run.State, $run.Executions | Should -Be 'Completed', 1
            $run | Assert-EveryItemCounted
            Assert-NothingLeftRunning $folder
        }

        It 'is stopped while it is suspended' {
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet -Name named"
            (Suspend-Batch -Name named -PassThru).State | Should -Be 'Suspended'
            (Stop-Batch -Name named -PassThru).State | Should -Be 'Stopped'
            Get-BatchRun -Last | Assert-EveryItemCounted
        }

        It 'is left alone with -WhatIf' {
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet"
            Suspend-Batch -Last -WhatIf
            (Get-BatchRun -Last).State | Should -Be 'Running'
            Get-ChildItem state -Recurse -Filter *.ask* | Should -BeNullOrEmpty
        }

        It 'is refused by Resume-Batch when it is not suspended' {
            $child = Start-Run "1..10000 | Start-Batch $block -ThrottleLimit 1 -Quiet"
            { Resume-Batch -Last -ErrorAction Stop } | Should -Throw -ErrorId 'RunIsLive,BatchPs.Module.ResumeBatchCommand'
        }

        It 'whose process dies is Interrupted, and resumed from its journal' -Skip:($IsWindows) {
            $child = Start-Run "1..100 | Start-Batch $block -ThrottleLimit 1 -Quiet"
            Suspend-Batch -Last
            $child.Kill()
            $child.WaitForExit(20000) | Should -BeTrue
            (Get-BatchRun -Last).State | Should -Be 'Interrupted'
            New-Item gate | Out-Null
            $null = 1..100 | Resume-Batch -Last -Quiet
            (Get-BatchRun -Last).Succeeded | Should -Be 100
        }
    }

    Context 'no live run' {
        It 'is an error' {
            { Suspend-Batch -Last -ErrorAction Stop } | Should -Throw 'No run is live.' -ErrorId 'RunNotLive,BatchPs.Module.SuspendBatchCommand'
        }

        It 'says how a run has ended' {
            $null = 1 | Start-Batch { $_ } -Quiet
            $run = Get-BatchRun -Last
            { Suspend-Batch $run.RunId -ErrorAction Stop } |
                Should -Throw "Run $($run.RunId) is not live: it ended at $($run.EndedAt.ToString('yyyy-MM-dd HH:mm:ss')) UTC, Completed."
        }
    }
}
