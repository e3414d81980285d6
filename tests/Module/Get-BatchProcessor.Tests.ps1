BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Get-BatchProcessor' {
    Context 'without a name' {
        It 'gives all processors' { (Get-BatchProcessor).Name | Should -Contain 'Srt' }
    }

    Context 'with a name' {
        It 'gives that one, in any case' { (Get-BatchProcessor srt).Name | Should -Be 'Srt' }

        It 'takes wildcards' {
            (Get-BatchProcessor S*).Name | Should -Contain 'Srt'
            Get-BatchProcessor nothing* | Should -BeNullOrEmpty
        }

        It 'is an error where there is none, with a suggestion' {
            { Get-BatchProcessor Srd -ErrorAction Stop } |
                Should -Throw -ErrorId 'UnknownProcessor,BatchPs.Module.GetBatchProcessorCommand' -ExpectedMessage "There is no processor 'Srd'. Did you mean 'Srt'?*"
        }
    }

    Context 'what it tells of Srt' {
        It 'has types, version, options with ranges and defaults, metrics with meaning' {
            $srt = Get-BatchProcessor Srt
            $srt.Extensions | Should -Contain '.srt'
            $srt.Version | Should -Not -BeNullOrEmpty
            $srt.Description | Should -Not -BeNullOrEmpty
            $srt.Options.Name | Should -Contain 'Profile'
            $srt.Options | Where-Object { -not $_.Description } | Should -BeNullOrEmpty
            $srt.Metrics.Name | Should -Contain 'scoreAfter'
        }

        It 'shows options with their defaults and metrics with their units in a list' {
            $text = Get-BatchProcessor Srt | Format-List | Out-String -Width 4000
            $text | Should -Match '(?m)^Extensions\s+: \.srt'
            $text | Should -Match '(?m)^Options\s+: .*Profile = '
            $text | Should -Match '(?m)^Metrics\s+: .*scoreAfter \(.*, mean\)'
            $text | Should -Not -Match 'ProcessorOption|ProcessorMetric|@\{|\{\.srt'
        }

        It 'takes every option with its own default' {
            $null = New-Item -ItemType Directory "$TestDrive/options"
            New-Subtitle "$TestDrive/options/a.srt"
            $options = @{}
            Get-BatchProcessor Srt | ForEach-Object Options | Where-Object Default | ForEach-Object { $options[$_.Name] = $_.Default }
            $options.Count | Should -BeGreaterThan 0
            $result = Start-Batch -Path "$TestDrive/options" -Processor Srt -Options $options -Destination "$TestDrive/out" -Quiet
            $result.Status | Should -Be 'Succeeded'
        }
    }
}
