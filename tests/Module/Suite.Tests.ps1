BeforeAll {
    $script = Join-Path (Split-Path $PSScriptRoot) BatchPs.Module.Tests Invoke-PesterFile.ps1
    $cases = Join-Path (Split-Path $PSScriptRoot) BatchPs.Module.Tests Cases

    function Invoke-Script {
        # In a process of its own, as the test project does it: Pester does not run inside itself.
        $out = Join-Path $TestDrive report.json
        $null = pwsh -NoProfile -NonInteractive -File $script -Folder $cases -Out $out @args
        Get-Content -LiteralPath $out -Raw | ConvertFrom-Json
    }
}

Describe 'Invoke-PesterFile.ps1' {
    Context 'listing' {
        BeforeAll { $report = Invoke-Script }

        It 'names every test with its case, and runs none' {
            $mixed = $report.files | Where-Object file -EQ Mixed.Tests.ps1
            $mixed.problem | Should -BeNullOrEmpty
            $mixed.tests.name | Should -Be @(
                'Mixed › passes', 'Mixed › fails', 'Mixed › is skipped', 'Mixed › is switched off', 'Mixed › has the case a', 'Mixed › has the case b'
                'Mixed › of one › is fine', 'Mixed › of two › is fine', 'Mixed › without its ground › fails with its block'
            )
            $mixed.tests.result | Should -Not -Contain 'Passed'
        }

        It 'says why a file yields no tests' {
            ($report.files | Where-Object file -EQ Broken.Tests.ps1).problem | Should -BeLike '*cannot be listed*'
            ($report.files | Where-Object file -EQ Empty.Tests.ps1).problem | Should -Be 'It has no tests.'
        }
    }

    Context 'running a file' {
        BeforeAll { $mixed = (Invoke-Script -File Mixed.Tests.ps1 -Run).files }

        It 'gives the same names as listing' {
            $mixed.tests.name | Should -Be ((Invoke-Script -File Mixed.Tests.ps1).files.tests.name)
        }

        It 'gives each result' {
            $mixed.tests.result | Should -Be @('Passed', 'Failed', 'Skipped', 'Skipped', 'Passed', 'Failed', 'Passed', 'Passed', 'Failed')
        }

        It 'gives messages and reasons' {
            $mixed.tests[1].message | Should -BeLike 'Expected 2, because one is not two, but got 1.*Mixed.Tests.ps1:4*'
            $mixed.tests[2].message | Should -Be 'the moon is full'
            $mixed.tests[3].message | Should -BeNullOrEmpty
            $mixed.tests[8].message | Should -BeLike '*no ground*'
        }
    }

    Context 'without Pester' {
        It 'says what is missing' {
            $out = Join-Path $TestDrive missing.json
            $null = pwsh -NoProfile -NonInteractive -Command "`$env:PSModulePath = '$TestDrive'; & '$script' -Folder '$cases' -Out '$out'"
            (Get-Content -LiteralPath $out -Raw | ConvertFrom-Json).missing | Should -Be 'Pester 5.7 is not installed'
        }
    }
}
