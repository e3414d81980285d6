BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch and what a block writes beside its output' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
        $one = @{ ThrottleLimit = 1; Ordered = $true; Quiet = $true; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'the diagnostics of a result' {
        It 'are its errors and warnings, with -Isolation <Isolation> and <Form>' -TestCases @(
            foreach ($isolation in 'Pool', 'Runspace', 'Process') {
                @{ Isolation = $isolation; Form = 'a plain block'; Lines = '', 'if ($_ -eq 2) {', 'Write-Warning careful', 'Get-Item /nowhere/at/all', 'Write-Error own -ErrorId MyId', 'Write-Error plain', '}', '$_' }
                @{ Isolation = $isolation; Form = 'a process block'; Lines = 'process {', 'if ($_ -eq 2) {', 'Write-Warning careful', 'Get-Item /nowhere/at/all', 'Write-Error own -ErrorId MyId', 'Write-Error plain', '}', '$_ }' }
            }
        ) {
            $results = 1..3 | Start-Batch ([scriptblock]::Create($Lines -join "`n")) -Isolation $Isolation @one -WarningVariable warned -ErrorVariable failed
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Succeeded')
            $results[0].Diagnostics.Count + $results[2].Diagnostics.Count | Should -Be 0
            $found = $results[1].Diagnostics
            $found.ForEach({ "$($_.Rule) $($_.Severity) $($_.Line) $($_.Message)" }) | Sort-Object | Should -Be @(
                'MyId Error 5 own'
                "PathNotFound Error 4 Cannot find path '/nowhere/at/all' because it does not exist."
                'ScriptError Error 6 plain'
                'ScriptWarning Warning 0 careful')
            $failed | Should -HaveCount 3
            $warned | Should -HaveCount 1
            (Get-BatchResult -Last)[1].Diagnostics.Message | Should -Be $found.Message
        }

        It 'are twenty at most, errors before warnings' {
            $result = 1 | Start-Batch { foreach ($i in 1..25) { Write-Warning "w$i" }; foreach ($i in 1..5) { Write-Error "e$i" } } @one -WarningVariable warned
            $warned | Should -HaveCount 25
            $result.Diagnostics | Should -HaveCount 20
            $result.Diagnostics.Where({ $_.Severity -eq 'Error' }).Message | Should -Be @('e1', 'e2', 'e3', 'e4', 'e5')
        }

        It 'have the beginning of a long message' {
            $result = 1 | Start-Batch { Write-Error ('x' * 5000) } @one
            $result.Diagnostics[0].Message | Should -Be "$('x' * 1000)$([char]0x2026)"
        }

        It 'are those of the last attempt' {
            $result = 1 | Start-Batch { Write-Warning "attempt $($BatchItem.Attempt)"; if ($BatchItem.Attempt -eq 1) { throw 'again' } } -MaxRetry 2 -RetryDelay 0.01 @one
            $result.Status | Should -Be 'Succeeded'
            $result.Diagnostics.Message | Should -Be 'attempt 2'
        }

        It 'do not repeat the error that fails the item with -FailOnError' {
            $result = 1 | Start-Batch { Write-Error first; Write-Error second } -FailOnError @one
            $result.Error.Message | Should -Be "'1': first"
            $result.Diagnostics.Message | Should -Be 'second'
        }

        It 'have the error that was held back when the item fails by another' {
            $result = 1 | Start-Batch { Write-Error soft; throw 'hard' } -FailOnError @one
            $result.Error.Message | Should -Be "'1': hard"
            $result.Diagnostics.Message | Should -Be 'soft'
        }

        It 'are not those of a chunk, but for a chunk of one' {
            $results = 1..3 | Start-Batch { Write-Error soft; foreach ($item in $_) { @{ $item = 1 } } } -PassChunk -ChunkSize 2 @one -ErrorVariable failed
            $failed | Should -HaveCount 2
            $results.ForEach({ $_.Diagnostics.Count }) | Should -Be @(0, 0, 1)
        }

        It 'are not what -Begin and -End write' {
            $result = 1 | Start-Batch { 'x' } -Begin { Write-Warning before } -End { Write-Warning after } @one -WarningVariable warned
            $warned | Should -HaveCount 2
            $result.Diagnostics | Should -HaveCount 0
        }
    }
}
