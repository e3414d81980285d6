BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Test-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive 'in/a.srt', 'in/sub/b.srt'
        Set-SandboxState (Join-Path $folder state)
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'over files' {
        It 'gives each item with action, output and bytes, and writes nothing' {
            $plan = Get-ChildItem in -Recurse -File | Test-Batch -Processor Srt -Destination out
            $plan | ForEach-Object Name | Should -Be @('in/a.srt', 'in/sub/b.srt')
            $plan.Action | Should -Be @('Run', 'Run')
            $plan[0].OutputPath | Should -Be (Join-Path $folder out in a.srt)
            $plan[0].Bytes | Should -Be (Get-Item in/a.srt).Length
            Test-Path out, state | Should -Be @($false, $false)
        }

        It 'plans what a run by path does' {
            $plan = Test-Batch -Path in -Recurse -Processor Srt -Destination out
            $results = Start-Batch -Path in -Recurse -Processor Srt -Destination out -Ordered -Quiet
            $results | ForEach-Object Name | Should -Be ($plan | ForEach-Object Name)
            $results.OutputPath | Should -Be $plan.OutputPath
        }

        It 'says what stands at the output, and that the item would fail or replace it' {
            $null = New-Item out/in/a.srt -Force -Value 'mine'
            $null = Get-ChildItem in/sub/b.srt | Start-Batch -Processor Srt -Destination out -Quiet
            $plan = Test-Batch -Path in -Recurse -Processor Srt -Destination out
            $plan.Output | Should -Be @('OutputExists', 'Replaces')
            (Test-Batch -Path in -Recurse -Processor Srt -Destination out -Overwrite).Output | Should -Be @('Overwrites', 'Replaces')
        }

        It 'shows the unchanged with their reason' {
            $null = Start-Batch -Path in -Recurse -Processor Srt -Destination out -Quiet
            $plan = Test-Batch -Path in -Recurse -Processor Srt -Destination out -Incremental SizeTime
            $plan.Action | Should -Be @('Unchanged', 'Unchanged')
            $plan.Reason | Should -Not -Contain $null
        }

        It 'shows items that are skipped, with the reason' {
            $plan = Test-Batch -Path in -Recurse -Processor Srt -Destination out -MaxFileSize 1
            $plan.Action | Should -Be @('Skip', 'Skip')
            $plan.Reason | Should -Be @('TooLarge', 'TooLarge')
        }

        It 'shows collisions and warns of items that would fail' {
            $plan = 'in/a.srt', 'in/a.srt' | Test-Batch -Processor Srt -Destination out -WarningVariable warned -WarningAction SilentlyContinue
            $plan.Action | Should -Be @('Run', 'Fail')
            $plan[1].Error.Code | Should -Be 'OutputCollision'
            "$warned" | Should -Be '1 items would fail at once.'
        }
    }

    Context 'with -Summary' {
        It 'gives the totals alone' {
            $totals = Get-ChildItem in -Recurse -File | Test-Batch -Processor Srt -Destination out -Summary
            $totals | Should -HaveCount 1
            $totals.Total | Should -Be 2
            $totals.Run | Should -Be 2
            $totals.Bytes | Should -Be (Get-ChildItem in -Recurse -File | Measure-Object Length -Sum).Sum
            $totals.FreeBytes | Should -BeGreaterThan 0
        }

        It 'estimates time and memory from an earlier run' {
            $null = Start-Batch -Path in -Recurse -Processor Srt -Destination out -Quiet
            $totals = Test-Batch -Path in -Recurse -Processor Srt -Destination other -Summary
            $totals.EstimatedTime | Should -BeGreaterThan ([timespan]::Zero)
            $totals.EstimatedMemoryBytes | Should -BeGreaterThan 0
        }
    }

    Context 'over objects' {
        It 'never runs the block' {
            $plan = 1..2 | Test-Batch { [IO.File]::WriteAllText("$using:folder/ran", '') }
            $plan | ForEach-Object Name | Should -Be @('1', '2')
            Test-Path ran | Should -BeFalse
        }
    }

    Context 'a block' {
        It 'takes what Start-Batch takes for it' {
            $how = @{
                Begin = { $ready = 1 }; End = { 2 }; FailOnError = $true; PassChunk = $true; Isolation = 'Runspace'; ArgumentList = 1, 2; InitializationScript = { $three = 3 }
                Variable = @{ four = 4 }; Function = 'New-Folder'; ItemKey = 'Length'; ItemTimeout = 5; ChunkSize = 2; ThrottleLimit = 1
            }
            ('a', 'bb' | Test-Batch { } @how).Name | Should -Be @('1', '2')
            ('a', 'bb' | Start-Batch { @{ 1 = 'a'; 2 = 'b' } } @how -Ordered -Quiet -WarningAction Ignore).Name | Should -Be @('1', '2')
        }

        It 'has all parameters of Start-Batch that define a run' {
            $other = 'ValueOnly', 'OnRetry', 'InheritPreference', 'JournalPath', 'EventLog', 'AsJob', 'WhatIf', 'Confirm'
            $missing = (Get-Command Start-Batch).Parameters.Keys.Where({ $_ -notin (Get-Command Test-Batch).Parameters.Keys })
            $missing | Sort-Object | Should -Be ($other | Sort-Object)
        }

        It 'is refused for its shape as <Command> refuses it, with no item' -TestCases @(
            @{ Command = 'Test-Batch'; With = @{} }
            @{ Command = 'Start-Batch'; With = @{} }
            @{ Command = 'Start-Batch -WhatIf'; With = @{ WhatIf = $true } }
        ) {
            $name = $Command.Split(' ')[0]
            { & $name { begin { 1 } end { 2 } } @With } | Should -Throw -ErrorId 'BlockWithoutProcess,*'
            { & $name { [CmdletBinding()] param() begin { } process { 1 } } @With } | Should -Throw -ErrorId 'BlockTakesNoInput,*'
            { & $name -Begin { } -Processor Srt @With } | Should -Throw -ErrorId 'ParameterNeedsScriptBlock,*'
        }
    }

    Context 'a definition that cannot be meant' {
        It 'is refused as Start-Batch refuses it' {
            { Get-ChildItem in/a.srt | Test-Batch -Processor Srt -Options @{ Nope = 1 } } | Should -Throw -ErrorId 'UnknownOption,*'
            { Get-ChildItem in/a.srt | Test-Batch -Processor Srt -Root in -Destination in } | Should -Throw -ErrorId 'DestinationIsSource,*'
        }
    }
}
