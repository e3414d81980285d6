BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Get-BatchConfiguration' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        $env:BATCH_MAX_RETRIES = $null
    }

    Context 'where nobody gave a value' {
        It 'gives the default and says so' {
            $value = Get-BatchConfiguration max_retries
            $value.Value | Should -Be '3'
            $value.Origin | Should -Be 'default'
            $value.Parameter | Should -Be '-MaxRetry'
            $value.Environment | Should -Be 'BATCH_MAX_RETRIES'
        }

        It 'has every key once, each with range and meaning' {
            $all = Get-BatchConfiguration
            $all.Key | Should -Contain 'durability'
            $all.Key | Sort-Object -Unique | Should -HaveCount $all.Count
            $all | Where-Object { -not $_.Range -or -not $_.Meaning -or $_.Origin -ne 'default' } | Should -BeNullOrEmpty
        }

        It 'is narrowed by wildcards and lists' {
            (Get-BatchConfiguration retry_*).Key | Should -Be @('retry_delay', 'retry_backoff', 'retry_jitter')
            (Get-BatchConfiguration MAX_RETRIES, chunk_size).Key | Sort-Object | Should -Be @('chunk_size', 'max_retries')
        }
    }

    Context 'where several gave a value' {
        BeforeEach { Set-Content batchps.yaml "batch_processing:`n  max_retries: 5`n  chunk_size: 8" }

        It 'names the file and the line' {
            $value = Get-BatchConfiguration max_retries
            $value.Value | Should -Be '5'
            $value.Origin | Should -Be "$(Join-Path $folder batchps.yaml):2"
        }

        It 'finds the file in a parent' {
            $null = New-Item -ItemType Directory deep/deeper
            Set-Location deep/deeper
            (Get-BatchConfiguration chunk_size).Origin | Should -Be "$(Join-Path $folder batchps.yaml):3"
        }

        It 'puts the environment over the file' {
            $env:BATCH_MAX_RETRIES = '7'
            $value = Get-BatchConfiguration max_retries
            $value.Value | Should -Be '7'
            $value.Origin | Should -Be 'environment BATCH_MAX_RETRIES'
        }

        It 'reads the file of -ConfigurationPath instead' {
            Set-Content other.yaml "batch_processing:`n  max_retries: 9"
            (Get-BatchConfiguration max_retries -ConfigurationPath other.yaml).Value | Should -Be '9'
            (Get-BatchConfiguration chunk_size -ConfigurationPath other.yaml).Value | Should -Be '0'
        }

        It 'applies to a run, under its parameters' {
            $tries = (1 | Start-Batch { throw 'x' } -RetryDelay 0 -Quiet -ErrorAction SilentlyContinue).Attempts
            $tries | Should -Be 6
            $tries = (1 | Start-Batch { throw 'x' } -RetryDelay 0 -MaxRetry 1 -Quiet -ErrorAction SilentlyContinue).Attempts
            $tries | Should -Be 2
        }
    }

    Context 'a bad value' {
        It 'in the environment is refused with name, value, range and source' {
            $env:BATCH_MAX_RETRIES = 'often'
            { Get-BatchConfiguration } | Should -Throw -ErrorId 'BadSettingValue,BatchPs.Module.GetBatchConfigurationCommand' `
                -ExpectedMessage "max_retries is 'often' in environment variable BATCH_MAX_RETRIES; it takes *"
        }

        It 'in the file is refused with the line' {
            Set-Content batchps.yaml "batch_processing:`n  durability: Fast"
            { Get-BatchConfiguration } | Should -Throw -ErrorId 'BadSettingValue,*' -ExpectedMessage "durability is 'Fast' in $(Join-Path $folder batchps.yaml):2; it takes *"
        }

        It 'stops a run before its first item' {
            $env:BATCH_MAX_RETRIES = '-1'
            { 1 | Start-Batch { [IO.File]::WriteAllText("$using:folder/ran", '') } -Quiet } | Should -Throw -ErrorId 'BadSettingValue,*'
            Test-Path ran | Should -BeFalse
        }

        It 'with an unknown key is refused with a suggestion' {
            Set-Content batchps.yaml "batch_processing:`n  max_retrys: 1"
            { Get-BatchConfiguration } | Should -Throw -ErrorId 'UnknownSetting,*' -ExpectedMessage '*max_retries*'
        }

        It 'is no file at all' {
            { Get-BatchConfiguration -ConfigurationPath nowhere.yaml } | Should -Throw -ErrorId 'ConfigurationNotFound,*'
        }
    }
}
