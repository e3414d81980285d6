BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Set-BatchConfiguration' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
        $file = Join-Path $folder batchps.yaml
    }

    AfterEach {
        Pop-Location
        $env:BATCH_MAX_RETRIES = $null
        $env:BATCH_PROFILE = $null
    }

    Context 'one key' {
        It 'makes the file where there is none' {
            Set-BatchConfiguration max_retries 5 | Should -BeNullOrEmpty
            Get-Content $file -Raw | Should -Be "batch_processing:`n  max_retries: 5`n"
            (Get-BatchConfiguration max_retries).Value | Should -Be '5'
        }

        It 'keeps everything else as it is' {
            Set-Content $file "# mine`nbatch_processing:`n  max_retries: '3'   # three`n  chunk_size: 8" -NoNewline
            Set-BatchConfiguration -Key max_retries -Value 5
            Set-BatchConfiguration -Name StopOnError -Value $true
            Get-Content $file -Raw | Should -Be "# mine`nbatch_processing:`n  max_retries: '5'   # three`n  chunk_size: 8`n  stop_on_error: true"
        }

        It 'gives the new value with -PassThru, as Get-BatchConfiguration does' {
            $value = Set-BatchConfiguration retry_delay 0.5 -PassThru
            $value.Value | Should -Be '0.5'
            $value.Origin | Should -Be "${file}:2"
            $value.Range | Should -Be (Get-BatchConfiguration retry_delay).Range
        }

        It 'changes the file in force, which may be in a parent' {
            Set-Content $file "batch_processing:`n  max_retries: 1"
            $null = New-Item -ItemType Directory deep
            Set-Location deep
            Set-BatchConfiguration max_retries 2
            Test-Path batchps.yaml | Should -BeFalse
            (Get-BatchConfiguration max_retries).Origin | Should -Be "${file}:2"
        }

        It 'warns where a variable is stronger' {
            $env:BATCH_MAX_RETRIES = '9'
            Set-BatchConfiguration max_retries 2 -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -Be "max_retries is '9' in environment variable BATCH_MAX_RETRIES, which is stronger than the file."
        }
    }

    Context 'several keys' {
        It 'takes a hashtable at its first place' {
            Set-BatchConfiguration @{ max_retries = 4; Durability = 'full' }
            (Get-BatchConfiguration max_retries).Value | Should -Be '4'
            (Get-BatchConfiguration durability).Value | Should -Be 'Full'
        }

        It 'takes keys out, a mistyped one too' {
            Set-Content $file "batch_processing:`n  chunk_size: 8`n  max_retrys: 2`n" -NoNewline
            Set-BatchConfiguration -Remove ChunkSize, max_retrys
            Get-Content $file -Raw | Should -Be "batch_processing:`n"
        }

        It 'says so when there is nothing to take out' {
            { Set-BatchConfiguration -Remove chunk_size } | Should -Throw -ErrorId 'SettingNotInFile,*' -ExpectedMessage "'$file' has no chunk_size."
        }

        It 'writes none of them when one is bad' {
            { Set-BatchConfiguration @{ max_retries = 4; chunk_size = -1 } } | Should -Throw -ErrorId 'BadSettingValue,BatchPs.Module.SetBatchConfigurationCommand' `
                -ExpectedMessage "chunk_size is '-1' in the parameters; it takes a whole number from 0 to 100000."
            Test-Path $file | Should -BeFalse
        }
    }

    Context 'which file' {
        It 'is named by -ConfigurationPath, or its alias -Path' {
            Set-BatchConfiguration max_retries 4 -Path other.yaml
            (Get-BatchConfiguration max_retries -ConfigurationPath other.yaml).Value | Should -Be '4'
            Test-Path $file | Should -BeFalse
        }

        It 'is the one here with -Scope Directory, though another is in force' {
            Set-Content $file "batch_processing:`n  max_retries: 1"
            $null = New-Item -ItemType Directory deep
            Set-Location deep
            Set-BatchConfiguration max_retries 2 -Scope Directory
            (Get-BatchConfiguration max_retries).Origin | Should -Be "$(Join-Path $folder deep batchps.yaml):2"
        }

        It 'is the user''s with -Scope User' {
            $value = Set-BatchConfiguration chunk_size 3 -Scope User -PassThru
            $value.Origin | Should -Not -BeLike "$folder*"
            (Get-BatchConfiguration chunk_size).Origin | Should -Be $value.Origin
            Set-BatchConfiguration -Remove chunk_size -Scope User
        }
    }

    Context 'a profile' {
        It 'is made, and applied by name' {
            Set-BatchConfiguration max_retries 1
            Set-BatchConfiguration max_retries 9 -ConfigurationProfile night
            (Get-BatchConfiguration max_retries).Value | Should -Be '1'
            $night = Get-BatchConfiguration max_retries -Profile night
            $night.Value | Should -Be '9'
            $night.Origin | Should -BeLike "$file*(profile night)"
            $tries = (1 | Start-Batch { throw 'x' } -RetryDelay 0 -ConfigurationProfile night -Quiet -ErrorAction SilentlyContinue).Attempts
            $tries | Should -Be 10
        }

        It 'is chosen by BATCH_PROFILE, else by the file' {
            Set-BatchConfiguration @{ max_retries = 9 } -Profile night
            Set-BatchConfiguration @{ max_retries = 8 } -Profile day
            Set-BatchConfiguration profile night
            (Get-BatchConfiguration max_retries).Value | Should -Be '9'
            $env:BATCH_PROFILE = 'DAY'
            (Get-BatchConfiguration max_retries).Value | Should -Be '8'
        }

        It 'is listed with its settings' {
            Set-BatchConfiguration @{ max_retries = 9 } -Profile night
            $listed = Get-BatchConfiguration -ListProfile
            $listed.Name | Should -Be 'night'
            $listed.IsInForce | Should -BeFalse
            $listed.Settings['max_retries'] | Should -Be '9'
            (Get-BatchConfiguration -ListProfile -Profile night).IsInForce | Should -BeTrue
            $listed | Out-String | Should -Match 'max_retries = 9'
        }

        It 'is refused by a run that names one there is not' {
            Set-BatchConfiguration @{ max_retries = 9 } -Profile night
            { 1 | Start-Batch { 1 } -ConfigurationProfile nihgt } | Should -Throw -ErrorId 'UnknownProfile,*' -ExpectedMessage '*did you mean ''night''?*'
        }
    }

    Context 'asking first' {
        It 'writes nothing with -WhatIf, and still refuses a bad value' {
            Set-BatchConfiguration max_retries 4 -WhatIf
            Test-Path $file | Should -BeFalse
            { Set-BatchConfiguration max_retries many -WhatIf } | Should -Throw -ErrorId 'BadSettingValue,*'
        }
    }

    Context 'a file that may not be changed' {
        It 'is refused and left as it is' {
            Set-Content batchps.yaml "batch_processing:`n  max_retries: 5"
            Set-ItemProperty batchps.yaml IsReadOnly $true
            try {
                { Set-BatchConfiguration max_retries 6 } | Should -Throw -ErrorId 'ConfigurationNotWritable,BatchPs.Module.SetBatchConfigurationCommand' -ExpectedMessage '*cannot be written: it is read-only.'
                Get-Content batchps.yaml | Should -Be @('batch_processing:', '  max_retries: 5')
            } finally { Set-ItemProperty batchps.yaml IsReadOnly $false }
        }

        It 'is none in a directory that does not exist, nor on another drive' {
            { Set-BatchConfiguration max_retries 6 -ConfigurationPath nowhere/x.yaml } | Should -Throw -ErrorId 'ConfigurationNotWritable,*'
            'nowhere' | Should -Not -Exist
            { Set-BatchConfiguration max_retries 6 -ConfigurationPath Env:/x } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
        }
    }

    Context 'at the prompt' {
        It 'completes values by what the key takes' {
            (TabExpansion2 'Set-BatchConfiguration durability ').CompletionMatches.CompletionText | Should -Be @('None', 'Barrier', 'Full')
            (TabExpansion2 'Set-BatchConfiguration stop_on_error t').CompletionMatches.CompletionText | Should -Be 'true'
            (TabExpansion2 'Set-BatchConfiguration max_retries 1').CompletionMatches.CompletionText | Should -Be '1'
        }

        It 'completes keys and profiles' {
            Set-BatchConfiguration @{ max_retries = 9 } -Profile night
            (TabExpansion2 'Set-BatchConfiguration retry_b').CompletionMatches.CompletionText | Should -Be 'retry_backoff'
            (TabExpansion2 'Get-BatchConfiguration -Profile n').CompletionMatches.CompletionText | Should -Be 'night'
            (TabExpansion2 'Start-Batch -ConfigurationProfile ').CompletionMatches.CompletionText | Should -Be 'night'
        }
    }
}
