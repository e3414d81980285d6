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

    Context 'by Select-Object -First 1' {
        It 'ends quickly, leaves nothing running, and the run is resumable' {
            $log = Join-Path $folder done
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $first = 1..1500 |
                ForEach-Object { if ($_ -eq 200) { Wait-Until { (Get-ChildItem done).Count -ge 50 } 'the first items' }; $_ } |
                Start-Batch { [IO.File]::AppendAllText("$using:log/$_", 'x'); $_ } -ThrottleLimit 2 -Quiet | Select-Object -First 1
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            $first.Status | Should -Be 'Succeeded'
            Assert-NothingLeftRunning $folder

            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Stopped'
            $run.InputIncomplete | Should -BeTrue
            $run.Total | Should -BeLessThan 1500
            $run | Assert-EveryItemCounted

            $null = 1..1500 | Resume-Batch -Last -Quiet
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Completed'
            $run.Succeeded | Should -Be 1500
            (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -Be 1500
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

    Context 'by an error downstream' {
        It 'leaves a resumable run' {
            { 1..2000 | Start-Batch { $_ } -Quiet | ForEach-Object { throw 'downstream' } } | Should -Throw 'downstream'
            Assert-NothingLeftRunning $folder
            (Get-BatchRun -Last).State | Should -Be 'Stopped'
            Get-BatchRun -Last | Assert-EveryItemCounted
        }

        It 'leaves a resumable run at a break' {
            foreach ($once in 1) { 1..2000 | Start-Batch { $_ } -Quiet | ForEach-Object { break } }
            Assert-NothingLeftRunning $folder
            (Get-BatchRun -Last).State | Should -Be 'Stopped'
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
        It 'ends within the grace time, leaves nothing running, and the run is resumable' {
            $block = Get-CountingBlock $folder 4
            $shell = [powershell]::Create().AddScript("param(`$module, `$folder) Import-Module `$module; Set-Location -LiteralPath `$folder; 1..50 | Start-Batch $block -ThrottleLimit 2 -Quiet")
            $null = $shell.AddArgument((Get-Module BatchPs).Path).AddArgument($folder)
            try {
                $null = $shell.BeginInvoke()
                Wait-Until { (Get-ChildItem done).Count -ge 4 } 'the first four items'
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            } finally { $shell.Dispose() }

            Assert-NothingLeftRunning $folder
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'Stopped'
            $run | Assert-EveryItemCounted
            New-Item gate | Out-Null
            $null = 1..50 | Resume-Batch -Last -Quiet
            (Get-BatchRun -Last).Succeeded | Should -Be 50
            (Get-ChildItem done | Measure-Object Length -Sum).Sum | Should -Be 50
        }

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

    Context 'by its host' {
        BeforeEach { $endless = '1..10000 | Start-Batch { [Threading.Thread]::Sleep(5) } -Quiet -Name hosted' }

        It 'ends with Stop-Job' {
            $job = Start-ThreadJob { param($module, $block) Import-Module $module; & ([scriptblock]::Create($block)) } -ArgumentList (Get-Module BatchPs).Path, $endless
            try {
                Wait-Until { Get-BatchRun -State Running } 'the job'
                $watch = [Diagnostics.Stopwatch]::StartNew()
                Stop-Job $job
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            } finally { Remove-Job $job -Force }

            Assert-NothingLeftRunning $folder
            (Get-BatchRun -Last).State | Should -Be 'Stopped'
            Get-BatchRun -Last | Assert-EveryItemCounted
        }

        It 'ends with its runspace' {
            $runspace = [runspacefactory]::CreateRunspace()
            $runspace.Open()
            $shell = [powershell]::Create($runspace).AddScript("Import-Module '$((Get-Module BatchPs).Path)'; $endless")
            try {
                $null = $shell.BeginInvoke()
                Wait-Until { Get-BatchRun -State Running } 'the run'
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $runspace.Close()
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
            } finally { $shell.Dispose(); $runspace.Dispose() }

            Assert-NothingLeftRunning $folder
            (Get-BatchRun -Last).State | Should -Be 'Stopped'
            Get-BatchRun -Last | Assert-EveryItemCounted
        }
    }

    Context 'by Ctrl+C, for real' -Skip:($IsWindows) {
        It 'finishes with Resume-Batch in a new process without doing anything twice' {
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
