BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch' {
    BeforeAll {
        function Get-Text($Records, $Kind) { @($Records | Where-Object { $_ -is "System.Management.Automation.${Kind}Record" } | ForEach-Object Message) }
    }

    BeforeEach {
        $folder = New-Folder $TestDrive
        'small' | Set-Content "$folder/a.txt"
        'x' * 500 | Set-Content "$folder/b.txt"
        $arguments = @{ Path = $folder; ScriptBlock = { $_.Name }; MaxFileSize = 100; ThrottleLimit = 1 }
    }

    Context 'without -Verbose' {
        It 'tells no decisions' { Start-Batch @arguments 4>&1 5>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -or $_ -is [System.Management.Automation.DebugRecord] } | Where-Object Message -Match 'skipped' | Should -BeNullOrEmpty }
    }

    Context 'with -Verbose' {
        It 'says why an item is skipped, how the run begins and how it ends' {
            $text = Get-Text (Start-Batch @arguments -Verbose 4>&1 5>&1) Verbose
            $text | Should -Contain "'b.txt' is skipped: TooLarge."
            $text | Where-Object { $_ -like 'Run * starts: *' } | Should -HaveCount 1
            $text | Where-Object { $_ -like 'Run * ends as Completed *' } | Should -HaveCount 1
        }

        It 'says it before the item''s result' {
            $all = Start-Batch @arguments -Verbose 4>&1
            $told = [array]::FindIndex([object[]]$all, [Predicate[object]] { "$($args[0])" -like "'b.txt' is skipped*" })
            $result = [array]::FindIndex([object[]]$all, [Predicate[object]] { $args[0].Name -eq 'b.txt' })
            $told | Should -BeGreaterOrEqual 0
            $told | Should -BeLessThan $result
        }

        It 'changes no result' {
            $plain = Start-Batch @arguments | Sort-Object Index | ForEach-Object { "$($_.Name) $($_.Status) $($_.Reason)" }
            $verbose = Start-Batch @arguments -Verbose 4>$null | Sort-Object Index | ForEach-Object { "$($_.Name) $($_.Status) $($_.Reason)" }
            $verbose | Should -Be $plain
        }

        It 'tells none of the engine''s' { Get-Text (Start-Batch @arguments -Verbose 4>&1 5>&1) Debug | Where-Object { $_ -like 'Worker *' } | Should -BeNullOrEmpty }

        It 'is asked for by the session''s preference, too' {
            $VerbosePreference = 'Continue'
            Get-Text (Start-Batch @arguments 4>&1) Verbose | Should -Contain "'b.txt' is skipped: TooLarge."
            Get-Text (Start-Batch @arguments -Verbose:$false 4>&1) Verbose | Should -BeNullOrEmpty
        }

        It 'puts it into a job''s stream' {
            $job = Start-Batch @arguments -AsJob -Verbose
            $null = $job | Wait-Job -Timeout 60
            $job.Verbose.Message | Should -Contain "'b.txt' is skipped: TooLarge."
            $job | Remove-Job
        }
    }

    Context 'with -Debug' {
        It 'tells what the engine does, and the decisions' {
            $text = Get-Text (Start-Batch @arguments -Debug 4>&1 5>&1) Debug
            $text | Should -Contain 'Worker 1 begins.'
            $text | Should -Contain 'Worker 1 ends.'
            $text | Should -Contain "'b.txt' is skipped: TooLarge."
        }
    }

    Context 'with both, and a block and options that nobody else should read' {
        It 'tells neither the block''s text nor a value it was given' {
            $secret = 'pa55-canary'
            $all = 1..3 | Start-Batch { $null = $using:secret; 'canary-in-the-block'; 1 } -ValueOnly -Verbose -Debug 4>&1 5>&1
            Get-Text $all Verbose | Where-Object { $_ -match 'canary' } | Should -BeNullOrEmpty
            Get-Text $all Debug | Where-Object { $_ -match 'canary' } | Should -BeNullOrEmpty
            Get-Text $all Debug | Should -Not -BeNullOrEmpty
        }
    }
}

Describe 'Resume-Batch' {
    Context 'with -Verbose' {
        It 'says what runs again and what is left' {
            $flag = Join-Path (New-Folder $TestDrive) flag
            $null = 1..3 | Start-Batch { if ($_ -eq 2 -and -not (Test-Path $using:flag)) { throw 'x' }; $_ } -Quiet -ErrorAction SilentlyContinue
            $null = New-Item $flag
            $text = Resume-Batch -Last -Mode FailedOnly -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
            $text | Should -Contain "'2' runs: Failed."
            $text | Should -Contain 'Left as they are: 2 finished items, which the resume need not run again.'
        }
    }
}
