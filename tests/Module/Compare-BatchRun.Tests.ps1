BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Compare-BatchRun' {
    BeforeAll {
        Set-SandboxState (Join-Path $TestDrive state)
        $null = 1..4 | Start-Batch { if ($_ -eq 4) { throw 'bad' } } -Quiet -Name nightly -ErrorAction SilentlyContinue
        $null = 1..2 | Start-Batch { $_ } -Quiet -Name other
        $null = 1..5 | Start-Batch { if ($_ -in 2, 3) { throw 'no' } } -Quiet -Name nightly -ErrorAction SilentlyContinue
        $after, $before = Get-BatchRun -Name nightly
    }

    Context 'the runs' {
        It 'are the last one and the one before it of the same name with -Last' {
            $found = Compare-BatchRun -Last
            $found.Before.RunId, $found.After.RunId | Should -Be @($before.RunId, $after.RunId)
        }

        It 'are the newest of a name with -Name' { (Compare-BatchRun -Name NIGHTLY).Before.RunId | Should -Be $before.RunId }

        It 'are given by id, by position or by name, and one alone is compared with the one before it' {
            (Compare-BatchRun $after.RunId $before.RunId).Before.RunId | Should -Be $after.RunId
            (Compare-BatchRun -ReferenceId $before.RunId -DifferenceId $after.RunId).After.RunId | Should -Be $after.RunId
            (Compare-BatchRun $after.RunId).Before.RunId | Should -Be $before.RunId
            (Compare-BatchRun -DifferenceId $after.RunId).Before.RunId | Should -Be $before.RunId
        }

        It 'are run objects as well as ids' {
            (Compare-BatchRun $after $before).Before.RunId | Should -Be $after.RunId
            (Compare-BatchRun -DifferenceId $after).Before.RunId | Should -Be $before.RunId
        }

        It 'come from the pipeline, the older one being the one before' {
            (Get-BatchRun -Name nightly | Compare-BatchRun).Before.RunId | Should -Be $before.RunId
            ($after | Compare-BatchRun).Before.RunId | Should -Be $before.RunId
        }

        It 'are refused where there are too many, or none to compare with' {
            { Get-BatchRun | Compare-BatchRun } | Should -Throw -ErrorId 'TooManyRuns,BatchPs.Module.CompareBatchRunCommand' -ExpectedMessage '3 runs were piped; one or two are compared.'
            { Compare-BatchRun -Name other } | Should -Throw -ErrorId 'NoPreviousRun,BatchPs.Module.CompareBatchRunCommand'
            { Compare-BatchRun x } | Should -Throw -ErrorId 'RunNotFound,BatchPs.Module.CompareBatchRunCommand'
            { Compare-BatchRun } | Should -Throw -ErrorId 'NoRuns,BatchPs.Module.CompareBatchRunCommand'
            { Get-BatchRun -Name nowhere | Compare-BatchRun } | Should -Throw -ErrorId 'NoRuns,BatchPs.Module.CompareBatchRunCommand'
            { 1 | Compare-BatchRun } | Should -Throw -ErrorId 'NotARun,BatchPs.Module.CompareBatchRunCommand'
        }
    }

    Context 'what it tells' {
        It 'has the changes of each kind, the gravest first, with their results' {
            $found = Compare-BatchRun -Last
            @($found.Changes | ForEach-Object { "$($_.Kind) $($_.Name)" }) | Should -Be @('NewlyFailing 2', 'NewlyFailing 3', 'Fixed 4', 'Added 5')
            $found.Counts['NewlyFailing'], $found.Counts['Slower'] | Should -Be @(2, 0)
            $found.Changes[0].After.Error.Message | Should -Be "'2': no"
            $found.IsRegression | Should -BeTrue
            $found.Regressions | Should -HaveCount 1
            $found.Regressions[0] | Should -BeLike '2 items fail that did not: 2 (*), 3 (*).'
            ($found.Totals | Where-Object Name -EQ failed).After | Should -Be 2
        }

        It 'says in what the operations differ' { (Compare-BatchRun -Last).Notes | Should -Contain 'The operation differs in the script block.' }

        It 'is narrowed by -Kind, and puts out the changes with -AsItem' {
            $items = Compare-BatchRun -Last -Kind Fixed, Added -AsItem
            $items.Name | Should -Be @('4', '5')
            $items[0] | Should -BeOfType ([object])
            $items[0].PSTypeNames | Should -Contain 'BatchPs.Engine.Comparing.ItemChange'
            (Compare-BatchRun -Last -Kind Fixed).Counts['NewlyFailing'] | Should -Be 2
        }

        It 'is shown with its sentences, changes and totals' {
            $shown = Compare-BatchRun -Last | Out-String -Width 200
            $shown | Should -Match 'IsRegression : True'
            $shown | Should -Match 'Counts +: NewlyFailing 2, Fixed 1, Added 1'
            $shown | Should -Match 'NewlyFailing: 2: '
            $shown | Should -Match 'failed 1 -> 2'
            (Compare-BatchRun -Last).Changes | Out-String -Width 200 | Should -Match '(?m)^Fixed +False +4 +was '
            (Compare-BatchRun -Last).Totals | Out-String | Should -Match '(?m)^total +4 +5 +False'
        }
    }

    Context 'a regression' {
        It 'is an error only when asked for, and the comparison is put out all the same' {
            Compare-BatchRun -Last -ErrorVariable none | Should -HaveCount 1
            $none | Should -HaveCount 0
            Compare-BatchRun -Last -FailOnRegression -ErrorVariable worse -ErrorAction SilentlyContinue | Should -HaveCount 1
            $worse.FullyQualifiedErrorId | Should -Be 'Regression,BatchPs.Module.CompareBatchRunCommand'
            $worse[0].TargetObject.Changes | Should -HaveCount 4
            "$worse" | Should -BeLike "Run $($after.RunId) is worse than $($before.RunId): 2 items fail that did not: *"
        }

        It 'is what -FailOn says' {
            (Compare-BatchRun -Last -FailOn SlowerRun, Removed -ErrorAction Stop).IsRegression | Should -BeFalse
            { Compare-BatchRun $after.RunId $before.RunId -FailOn Removed -ErrorAction Stop } | Should -Throw -ErrorId 'Regression,BatchPs.Module.CompareBatchRunCommand'
        }
    }
}
