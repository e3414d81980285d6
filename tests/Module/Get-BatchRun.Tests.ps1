BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Get-BatchRun' {
    BeforeAll {
        $folder = New-Folder $TestDrive 'a.srt', 'b.srt'
        New-BrokenSubtitle "$folder/c.srt"
        Push-Location -LiteralPath $folder
        $null = Get-ChildItem *.srt | Start-Batch -Quiet -Name 'nightly run' -Tag lectures -ErrorAction SilentlyContinue
        $null = 1..3 | Start-Batch { $_ } -Quiet -Name hourly
        $null = 1..3 | Start-Batch { throw 'no' } -Quiet -StopOnError -ThrottleLimit 1 -ErrorAction SilentlyContinue
    }

    AfterAll { Pop-Location }

    Context 'the list' {
        It 'has every run, unasked, the newest first' {
            $runs = Get-BatchRun
            $runs.State | Should -Be @('FailureLimit', 'Completed', 'Completed')
            $runs.StartedAt | Should -Be ($runs.StartedAt | Sort-Object -Descending)
        }

        It 'is narrowed by -First' { (Get-BatchRun -First 2).Operation | Should -Be @('ScriptBlock', 'ScriptBlock') }

        It 'is narrowed by -State' { (Get-BatchRun -State Completed).Name | Should -Be @('hourly', 'nightly run') }

        It 'is narrowed by -Name, with wildcards' {
            (Get-BatchRun -Name *run).Name | Should -Be 'nightly run'
            (Get-BatchRun -Name NIGHTLY?RUN).Name | Should -Be 'nightly run'
            Get-BatchRun -Name nobody | Should -BeNullOrEmpty
        }

        It 'is narrowed by several states, tags, operation and times' {
            (Get-BatchRun -State Completed, FailureLimit).Count | Should -Be 3
            (Get-BatchRun -Tag LECTURES).Name | Should -Be 'nightly run'
            Get-BatchRun -Tag lectures, other | Should -BeNullOrEmpty
            (Get-BatchRun -Operation script*).Count | Should -Be 2
            $middle = (Get-BatchRun -Name hourly).StartedAt
            (Get-BatchRun -After $middle).Count | Should -Be 2
            (Get-BatchRun -Before $middle.LocalDateTime).Name | Should -Be 'nightly run'
            (Get-BatchRun -After 1h -Before 0m).Count | Should -Be 3
            Get-BatchRun -After (Get-Date).AddHours(1) | Should -BeNullOrEmpty
            { Get-BatchRun -After soon } | Should -Throw -ErrorId 'BadTime,BatchPs.Module.GetBatchRunCommand'
        }

        It 'shows tags where there is room' { Get-BatchRun | Out-String -Width 200 | Should -Match '(?m) lectures\r?$' }

        It 'is empty where nothing was recorded' {
            $saved = $env:XDG_STATE_HOME
            try {
                Set-SandboxState (Join-Path $TestDrive empty)
                Get-BatchRun | Should -BeNullOrEmpty
            } finally { Set-SandboxState $saved }
        }
    }

    Context 'one run' {
        It 'is the newest with -Last' { (Get-BatchRun -Last).State | Should -Be 'FailureLimit' }

        It 'is found by id and by the beginning of it' {
            $run = Get-BatchRun -Name hourly
            (Get-BatchRun -Id $run.RunId).Name | Should -Be 'hourly'
            (Get-BatchRun $run.RunId.Substring(0, $run.RunId.Length - 2)).Name | Should -Be 'hourly'
        }

        It 'is an error where the beginning fits many, and where it fits none' {
            { Get-BatchRun -Id 2 -ErrorAction Stop } | Should -Throw -ErrorId 'RunAmbiguous,BatchPs.Module.GetBatchRunCommand'
            { Get-BatchRun -Id x -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotFound,BatchPs.Module.GetBatchRunCommand' -ExpectedMessage "There is no run 'x'."
        }

        It 'is given for each id that is there, with an error for each that is not' {
            $ids = @((Get-BatchRun)[0].RunId, 'x', (Get-BatchRun)[1].RunId)
            Get-BatchRun -Id $ids -ErrorVariable missing -ErrorAction SilentlyContinue | Should -HaveCount 2
            $missing | Should -HaveCount 1
        }
    }

    Context 'what it tells' {
        It 'counts, names the errors and the configuration' {
            $run = Get-BatchRun -Name 'nightly run'
            $run | Assert-EveryItemCounted
            $run.Total, $run.Succeeded, $run.Failed, $run.Processed, $run.Saved | Should -Be @(3, 2, 1, 3, 2)
            $run.Tags | Should -Be 'lectures'
            $run.Operation | Should -Be 'Srt'
            $run.Root | Should -Be $folder
            $run.Destination | Should -Be (Join-Path $folder processed)
            $run.ErrorsByCode['NoTimingLine'] | Should -Be 1
            $run.ErrorsByCategory['Format'] | Should -Be 1
            $run.Configuration['durability'] | Should -Be 'Barrier'
            $run.Metrics['segments'] | Should -Be 2
            $run.Duration | Should -BeGreaterThan ([timespan]::Zero)
            $run.PeakMemoryBytes | Should -BeGreaterThan 0
        }

        It 'says what stopped it' {
            (Get-BatchRun -Last).Error.Code | Should -Be 'FailureLimit'
            (Get-BatchRun -Name hourly).Error | Should -BeNullOrEmpty
        }

        It 'tells rates, weighted means, distributions and the worst files' {
            $sour = New-Folder $TestDrive/measured 'good.srt'
            Set-Content "$sour/bad.srt" "1`n00:00:01,000 --> 00:00:01,100`nMuch too fast to be read by anybody`n`n2`n00:00:05,000 --> 00:00:05,100`nAgain too fast`n"
            $null = Start-Batch -Path $sour -Processor Srt -Destination "$TestDrive/measured out" -Name measured -Quiet
            $run = Get-BatchRun -Name measured
            $run.Metrics['segmentsPerSecond'] | Should -BeGreaterThan 0
            $run.Metrics['scoreAfterWeighted'] | Should -BeLessThan $run.Metrics['scoreAfter']
            $run.Distributions['scoreAfter'].Edges | Should -Be (0..10 | ForEach-Object { 10 * $_ })
            ($run.Distributions['scoreAfter'].Counts | Measure-Object -Sum).Sum | Should -Be 2
            $run.Worst['scoreAfter'] | Should -HaveCount 1
            $run.Worst['scoreAfter'][0].Name | Should -BeLike '*bad.srt'
            $run.DeclaredMetrics[0].Name | Should -Be 'segments'
            $run | Format-List Worst, Distributions | Out-String -Width 300 | Should -Match 'Worst +: \{\[scoreAfter, \d\S* .*bad\.srt\].*\r?\nDistributions : \{\[scoreAfter, 1 at '
            $shown = $run | Format-List | Out-String -Width 300
            $shown | Should -Match 'Measured +: segments 3 cues \(.+/s\), corrections \d+, score '
            $shown | Should -Match '(?m)^ +worst scoreAfter: \d\S* .*bad\.srt\r?$'
        }
    }
}
