BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch over files' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach { Pop-Location }

    Context 'blocks that change their own file' {
        It 'may <Name> it' -TestCases @(
            @{ Name = 'rewrite'; Block = { (Get-Content -LiteralPath $_.FullName) -replace 'a', 'b' | Set-Content -LiteralPath $_.FullName }; Left = @('1.txt', '2.txt') }
            @{ Name = 'append to'; Block = { Add-Content -LiteralPath $_.FullName 'once' }; Left = @('1.txt', '2.txt') }
            @{ Name = 'delete'; Block = { Remove-Item -LiteralPath $_.FullName }; Left = @() }
            @{ Name = 'rename'; Block = { Rename-Item -LiteralPath $_.FullName "$($_.BaseName).old" }; Left = @('1.old', '2.old') }
        ) {
            $null = New-Item -ItemType Directory own
            1, 2 | ForEach-Object { Set-Content "own/$_.txt" 'aaa' }
            $results = Get-ChildItem own | Start-Batch $Block -MaxRetry 2 -RetryDelay 0.01 -Quiet
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            $results.Attempts | Should -Be @(1, 1)
            @(Get-ChildItem own | ForEach-Object Name) | Should -Be $Left
            Resume-Batch -Last -Quiet | Should -BeNullOrEmpty
        }

        It 'are not run again for it in incremental mode, but for what somebody else changes' {
            $null = New-Item -ItemType Directory own
            1, 2 | ForEach-Object { Set-Content "own/$_.txt" 'aaa' }
            $run = { Get-ChildItem own | Start-Batch { Add-Content -LiteralPath $_.FullName 'once' } -Incremental $args[0] -Name own -Ordered -Quiet | ForEach-Object Status }
            foreach ($mode in 'SizeTime', 'Content') {
                & $run $mode | Should -Be @('Succeeded', 'Succeeded')
                & $run $mode | Should -Be @('Unchanged', 'Unchanged')
                Add-Content own/2.txt 'other'
                & $run $mode | Should -Be @('Unchanged', 'Succeeded')
                Set-SandboxState (Join-Path $folder $mode)
            }
        }
    }

    Context 'choosing files by path' {
        BeforeEach {
            'a.srt', 'b.srt', 'deep/c.srt', 'deep/deeper/d.srt', '[x] e.srt' | ForEach-Object { New-Subtitle "$folder/in/$_" }
            Set-Content in/note.txt 'x'
        }

        It '<Name>' -TestCases @(
            @{ Name = '-Path takes wildcards'; With = @{ Path = 'in/*.srt' }; Expected = '[x] e.srt', 'a.srt', 'b.srt' }
            @{ Name = '-LiteralPath takes brackets as they are'; With = @{ LiteralPath = 'in/[x] e.srt' }; Expected = @('[x] e.srt') }
            @{ Name = '-Filter'; With = @{ Path = 'in'; Filter = 'a*' }; Expected = @('a.srt') }
            @{ Name = '-Include'; With = @{ Path = 'in'; Include = 'a.srt', 'b.*' }; Expected = 'a.srt', 'b.srt' }
            @{ Name = '-Exclude'; With = @{ Path = 'in'; Filter = '*.srt'; Exclude = 'a*' }; Expected = '[x] e.srt', 'b.srt' }
            @{ Name = '-Recurse'; With = @{ Path = 'in'; Filter = '*.srt'; Recurse = $true }; Expected = '[x] e.srt', 'a.srt', 'b.srt', 'c.srt', 'd.srt' }
            @{ Name = '-Depth'; With = @{ Path = 'in'; Filter = '*.srt'; Depth = 1 }; Expected = '[x] e.srt', 'a.srt', 'b.srt', 'c.srt' }
        ) {
            $results = Start-Batch @With -Processor Srt -Destination out -Quiet
            $results | ForEach-Object { Split-Path -Leaf $_.Path } | Sort-Object | Should -Be ($Expected | Sort-Object)
            $results.Status | Select-Object -Unique | Should -Be 'Succeeded'
        }

        It 'takes only what was typed for a wildcard in <From>' -TestCases @(
            @{ From = '[Group] talk'; Path = 'a.s*' }
            @{ From = '[Group] talk/deep'; Path = '../*.srt' }
            @{ From = '.'; Path = './[[]Group] talk/?.srt' }
        ) {
            New-Subtitle "$folder/[Group] talk/a.srt"; New-Subtitle "$folder/[Group] talk/deep/b.srt"
            Push-Location -LiteralPath "$folder/$From"
            try { $results = Start-Batch -Path $Path -Processor Srt -Destination "$folder/out" -Quiet } finally { Pop-Location }
            $results | ForEach-Object { Split-Path -Leaf $_.Path } | Should -Be 'a.srt'
        }

        It 'refuses a literal path that is not there' {
            { Start-Batch -LiteralPath nowhere -Processor Srt -Destination out -Quiet -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
        }
    }

    Context 'paths of another provider' {
        It 'are refused for <_>' -ForEach 'Path', 'LiteralPath', 'Root', 'Destination', 'JournalPath', 'EventLog', 'ConfigurationPath' {
            New-Subtitle "$folder/one.srt"
            $given = @{ Path = "$folder/one.srt"; Processor = 'Srt'; Quiet = $true }
            if ($_ -eq 'LiteralPath') { $given.Remove('Path') }
            $given[$_] = 'Env:/other'
            { Start-Batch @given } | Should -Throw -ErrorId 'NotAFileSystemPath,BatchPs.Module.StartBatchCommand' -ExpectedMessage "'Env:/other' is a path of the provider Environment. Expected a path in the file system."
            (Get-ChildItem $folder).Name | Should -Be 'one.srt'
        }

        It 'are refused where they are piped, and where the location is one' {
            { Get-Item Env:/PATH | Start-Batch -Processor Srt -Quiet } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
            Push-Location Env:
            try {
                { Start-Batch -Path *.srt -Processor Srt -Quiet } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
                { Start-Batch -LiteralPath one.srt -Processor Srt -Quiet } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
            } finally { Pop-Location }
        }
    }

    Context 'where outputs go' {
        BeforeEach { New-Subtitle "$folder/in/a.srt"; New-Subtitle "$folder/in/sub/a.srt" -Text 'Good evening.' }

        It 'replaces the inputs with -InPlace' {
            $results = Get-ChildItem in -Recurse -File | Start-Batch -Processor Srt -InPlace -Quiet
            $results.Status | Select-Object -Unique | Should -Be 'Succeeded'
            Get-Content in/a.srt -TotalCount 1 | Should -Be '1'
            (Get-ChildItem -Recurse -File -Force).Name | Should -Be @('a.srt', 'a.srt')
        }

        It 'mirrors the tree under -Root' {
            Get-ChildItem in -Recurse -File | Start-Batch -Processor Srt -Root in -Destination out -Quiet | Should -HaveCount 2
            Get-ChildItem out -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath((Join-Path $folder out), $_.FullName).Replace('\', '/') } |
                Sort-Object | Should -Be @('a.srt', 'sub/a.srt')
        }

        It 'leaves a stranger''s file alone' {
            $null = New-Item out/in/a.srt -Force -Value 'mine'
            $results = Get-ChildItem in/a.srt | Start-Batch -Processor Srt -Destination out -Quiet -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be 'Failed'
            $failed.FullyQualifiedErrorId | Should -Be 'OutputExists,BatchPs.Module.StartBatchCommand'
            Get-Content out/in/a.srt | Should -Be 'mine'
        }

        It 'replaces it with -Overwrite' {
            $null = New-Item out/in/a.srt -Force -Value 'mine'
            (Get-ChildItem in/a.srt | Start-Batch -Processor Srt -Destination out -Overwrite -Quiet).Status | Should -Be 'Succeeded'
            Get-Content out/in/a.srt -TotalCount 1 | Should -Be '1'
        }

        It 'refuses -InPlace with -Destination' {
            { Get-ChildItem in/a.srt | Start-Batch -Processor Srt -InPlace -Destination out } | Should -Throw -ErrorId 'InPlaceWithDestination,*'
        }

        It 'says what a piped path is that is no file' -Skip:$IsWindows {
            mkfifo in/pipe.srt
            $null = New-Item -ItemType SymbolicLink in/link.srt -Target nowhere
            $results = 'in/pipe.srt', 'in/link.srt', 'in/gone.srt' | Start-Batch -Processor Srt -Quiet -ErrorAction SilentlyContinue | Sort-Object Index
            $results.Error.Message | Should -Be @(
                "'$folder/in/pipe.srt' is a named pipe; only regular files are read."
                "'$folder/in/link.srt' is a link to 'nowhere', which does not exist."
                "The input '$folder/in/gone.srt' does not exist.")
        }

        It 'shows a failed file''s position and message, not its path again' {
            New-BrokenSubtitle "$folder/in/broken.srt"
            $shown = Get-ChildItem in/broken.srt | Start-Batch -Processor Srt -Quiet -ErrorAction SilentlyContinue | Out-String -Width 300
            $shown | Should -BeLike "*0 1:1: NoTimingLine: 'in/broken.srt' has no timing line *"
        }

        It 'refuses the source as destination' {
            { Get-ChildItem in/a.srt | Start-Batch -Processor Srt -Root in -Destination in } | Should -Throw -ErrorId 'DestinationIsSource,*'
        }

        It 'treats two inputs with one output as -OnCollision <Policy> says' -TestCases @(
            @{ Policy = 'Fail'; Second = 'Failed' }
            @{ Policy = 'Skip'; Second = 'Skipped' }
            @{ Policy = 'Suffix'; Second = 'Succeeded' }
        ) {
            $results = 'in/a.srt', 'in/a.srt' |
                Start-Batch -Processor Srt -Destination out -OnCollision $Policy -Ordered -Quiet -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', $Second)
            Get-ChildItem out -Recurse -File | Should -HaveCount $(if ($Policy -eq 'Suffix') { 2 } else { 1 })
            if ($Policy -eq 'Fail') { $failed.FullyQualifiedErrorId | Should -Be 'OutputCollision,BatchPs.Module.StartBatchCommand' }
        }
    }
}
