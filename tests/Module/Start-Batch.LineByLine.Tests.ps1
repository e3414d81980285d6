BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch, line by line' {
    BeforeEach {
        $folder = New-Folder $TestDrive 'a.srt', 'b.srt'
        [System.IO.File]::WriteAllText("$folder/low.srt", "1`n00:00:01,000 --> 00:00:01,100`nMuch too much text for a tenth of a second.`n")
        Set-SandboxState (Join-Path $folder state)
        Push-Location -LiteralPath $folder
    }

    AfterEach { Pop-Location }

    Context 'with Mode=Check' {
        It 'fails the file under the score, writes nothing and needs no destination' {
            $results = Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Mode = 'Check'; MinimumScore = 80 } -Ordered -ErrorAction SilentlyContinue -ErrorVariable failed -InformationVariable said
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Failed')
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScoreTooLow,*'
            $failed[0].TargetObject.Name | Should -Be 'low.srt'
            $said | Should -BeNullOrEmpty
            $results.Where({ $_.OutputPath }) | Should -BeNullOrEmpty
            $results[0].Diagnostics.Fixed | Should -Be $false
            Test-Path processed | Should -BeFalse
            (Get-ChildItem -Name | Sort-Object) | Should -Be @('a.srt', 'b.srt', 'low.srt', 'state')
        }

        It 'ends a runbook with -ErrorAction Stop' {
            { Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Mode = 'Check'; MinimumScore = 80 } -Quiet -ErrorAction Stop } | Should -Throw -ErrorId 'ScoreTooLow,*'
        }

        It 'runs again what failed, and what was checked and passed does not' {
            $check = @{ Processor = 'Srt'; Options = @{ Mode = 'Check'; MinimumScore = 80 }; Quiet = $true; Incremental = 'SizeTime'; Ordered = $true; ErrorAction = 'SilentlyContinue' }
            $null = Get-ChildItem *.srt | Start-Batch @check
            (Get-ChildItem *.srt | Start-Batch @check).Status | Should -Be @('Unchanged', 'Unchanged', 'Failed')
            New-Subtitle "$folder/low.srt"
            Resume-Batch -Last -Mode FailedOnly -Quiet | ForEach-Object { "$($_.Name) $($_.Status)" } | Should -Be 'low.srt Succeeded'
            Test-Path processed | Should -BeFalse
        }

        It 'refuses a place to write' {
            { Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Mode = 'Check' } -Destination out } | Should -Throw '*the destination*out* was given: leave it out.' -ErrorId 'NothingToWrite,*'
            { Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Mode = 'Check' } -InPlace } | Should -Throw '*in place*' -ErrorId 'NothingToWrite,*'
            Test-Path out | Should -BeFalse
        }

        It 'is planned without an output' {
            $plan = Get-ChildItem *.srt | Test-Batch -Processor Srt -Options @{ Mode = 'Check' }
            $plan.Output | Should -Be @('CheckOnly', 'CheckOnly', 'CheckOnly')
            $plan.Where({ $_.OutputPath }) | Should -BeNullOrEmpty
            Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Mode = 'Check' } -WhatIf | Should -BeNullOrEmpty
            Test-Path state | Should -BeFalse
        }
    }

    Context 'with Report=Diagnostics' {
        It 'puts out every diagnostic with -ValueOnly, as its file is finished' {
            $told = Get-ChildItem a.srt, b.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics' } -Ordered -Quiet -ValueOnly
            $told.ForEach({ "$_" }) | Should -Be @("a.srt:1:1: S03: $($told[0].Message)", "b.srt:1:1: S03: $($told[1].Message)")
            $told.Fixed | Should -Be @($true, $true)
            ($told | Out-String -Width 200) -split '\n' | Select-Object -Index 1 | Should -Match '^Name +Line +Cue +Rule +Severity +Fixed +Message'
        }

        It 'puts out those of a file that fails, and its error' {
            $told = Get-ChildItem low.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics'; Mode = 'Check'; MinimumScore = 80 } -Quiet -ValueOnly -ErrorAction SilentlyContinue -ErrorVariable failed
            $told.Name | Select-Object -Unique | Should -Be 'low.srt'
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'ScoreTooLow,*'
        }

        It 'puts them out from a job' {
            $job = Get-ChildItem a.srt, b.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics' } -Quiet -ValueOnly -AsJob
            ($job | Receive-Job -Wait -AutoRemoveJob).Rule | Should -Be @('S03', 'S03')
        }

        It 'stops when the pipeline has enough' {
            Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics' } -Quiet -ValueOnly | Select-Object -First 1 | Should -HaveCount 1
            Assert-NothingLeftRunning $folder
        }

        It 'is refused with -ValueOnly when few are kept' {
            { Get-ChildItem *.srt | Start-Batch -Processor Srt -ValueOnly } | Should -Throw '*Report = ''Diagnostics''*' -ErrorId 'ParameterNeedsScriptBlock,*'
            Test-Path state | Should -BeFalse
        }

        It 'leaves nothing once the run is removed' {
            $null = Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics' } -Quiet -JournalPath here.journal
            Test-Path here.journal.diagnostics | Should -BeTrue
            Get-BatchRun -Last | Remove-BatchRun
            Test-Path here.journal* | Should -BeFalse
        }
    }
}
