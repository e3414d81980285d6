BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch with $null in the pipeline' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'a script block' {
        It 'runs on it with <Name>, as on the others' -ForEach @(
            @{ Name = 'the pool'; With = @{}; Block = { "[$_] $($null -eq $_)" } }
            @{ Name = 'a fresh runspace'; With = @{ Isolation = 'Runspace' }; Block = { "[$_] $($null -eq $_)" } }
            @{ Name = 'a process'; With = @{ Isolation = 'Process' }; Block = { "[$_] $($null -eq $_)" } }
            @{ Name = 'a process block'; With = @{}; Block = { process { "[$_] $($null -eq $_)" } } }
            @{ Name = 'an item key'; With = @{ ItemKey = { "key $_" } }; Block = { "[$_] $($null -eq $_)" } }
        ) {
            $results = 1, $null, 3 | Start-Batch $Block -Ordered -ThrottleLimit 1 -Quiet @With
            $results.Output | Should -Be '[1] False', '[] True', '[3] False'
            $results[1].Name | Should -Be '#1'
            $results[1].InputObject | Should -BeNullOrEmpty
        }

        It 'has it in a chunk' {
            $result = 1, $null | Start-Batch { foreach ($item in $BatchItem) { @{ $item.Key = "$($null -eq $item.Value)" } } } -PassChunk -Ordered -ThrottleLimit 1 -Quiet
            $result.Output | Should -Be 'False', 'True'
        }

        It 'has one item when it is alone, and none without a pipeline' {
            @($null | Start-Batch { 'ran' } -Quiet).Output | Should -Be 'ran'
            @(Start-Batch { 'ran' } -Quiet) | Should -HaveCount 0
            @(@() | Start-Batch { 'ran' } -Quiet) | Should -HaveCount 0
        }

        It 'is planned with it' {
            (1, $null, 3 | Test-Batch { $_ }).Name | Should -Be '1', '#1', '3'
            (1, $null, 3 | Test-Batch { $_ } -Summary).Total | Should -Be 3
        }
    }

    Context 'resumed' {
        It 'is restored from the journal' {
            $null = 1, $null, 3 | Start-Batch { if (-not (Test-Path $using:folder/go)) { throw 'later' }; "[$_]" } -Ordered -Quiet -ErrorAction SilentlyContinue
            New-Item go | Out-Null
            (Resume-Batch -Last -Mode FailedOnly -Quiet).Output | Sort-Object | Should -Be '[]', '[1]', '[3]'
        }

        It 'is recognised when the pipeline is given again' -ForEach @(
            @{ Resume = { $null, 1, $null, 3, 4 | Resume-Batch -Quiet } }
            @{ Resume = { $null, 1, $null, 3, 4 | Resume-Batch -Last -Quiet } }
        ) {
            $null = $null, 1, $null, 3, 4 | Start-Batch { Set-Content "$using:folder/done.$([guid]::NewGuid())" "[$_]"; $_ } -ThrottleLimit 1 -ChunkSize 1 -Ordered -Quiet | Select-Object -First 2
            $null = & $Resume
            $run = Get-BatchRun -Last
            $run.State, $run.Total, $run.Succeeded | Should -Be 'Completed', 5, 5
            Get-Content done.* | Sort-Object -Unique | Should -Be '[]', '[1]', '[3]', '[4]'
            (Get-BatchResult -Last).Name | Sort-Object | Should -Be '#0', '#2', '1', '3', '4'
        }

        It 'resumes no run that was not named by it alone' {
            $null = 1 | Start-Batch { throw 'x' } -Quiet -ErrorAction SilentlyContinue
            $null | Resume-Batch -Mode FailedOnly -InformationVariable said 6>$null | Should -BeNullOrEmpty
            "$said" | Should -Be 'Nothing was piped and no run is named; nothing was resumed.'
        }
    }

    Context 'a processor' {
        It 'leaves it out' {
            New-Subtitle "$folder/a.srt"
            $results = @($null, "$folder/a.srt" | Start-Batch -Processor Srt -Destination out -Quiet)
            $results.Name | Should -Be 'a.srt'
        }
    }
}
