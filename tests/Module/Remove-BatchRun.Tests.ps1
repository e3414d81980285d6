BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Remove-BatchRun' {
    BeforeEach {
        $folder = New-Folder $TestDrive 'a.srt'
        Set-SandboxState (Join-Path $folder state)
        Push-Location -LiteralPath $folder
        $null = Get-ChildItem *.srt | Start-Batch -Quiet -Name one
        $null = 1..2 | Start-Batch { $_ } -Quiet -Name two
    }

    AfterEach { Pop-Location }

    Context 'a finished run' {
        It 'forgets summary and journal, and leaves the outputs' {
            $run = Get-BatchRun -Name one
            Remove-BatchRun -Id $run.RunId
            (Get-BatchRun).Name | Should -Be 'two'
            Get-ChildItem state -Recurse -File | Where-Object Name -Like "$($run.RunId)*" | Should -BeNullOrEmpty
            Test-Path processed/a.srt | Should -BeTrue
        }

        It 'is named by -Name and by -Last' {
            Remove-BatchRun -Last
            (Get-BatchRun).Name | Should -Be 'one'
            Remove-BatchRun -Name one
            Get-BatchRun | Should -BeNullOrEmpty
        }

        It 'comes from the pipeline' {
            Get-BatchRun | Remove-BatchRun
            Get-BatchRun | Should -BeNullOrEmpty
        }

        It 'forgets a journal that was kept elsewhere' {
            Set-Content away.lock 'not ours'
            $null = 1 | Start-Batch { $_ } -Quiet -Name away -JournalPath away.journal
            Remove-BatchRun -Name away
            Test-Path away.journal, away.journal.lock | Should -Be @($false, $false)
            Get-Content away.lock | Should -Be 'not ours'
        }
    }

    Context 'without a run' {
        It 'is an error, and no question of the host' {
            { Remove-BatchRun -ErrorAction Stop } | Should -Throw -ErrorId 'NoRunNamed,BatchPs.Module.RemoveBatchRunCommand' -ExpectedMessage 'No run was named. Expected -Id, -Name or -Last, or runs or jobs from the pipeline.'
            { Stop-Batch -ErrorAction Stop } | Should -Throw -ErrorId 'NoRunNamed,*'
            { Set-Batch -MaxLoad 50 -ErrorAction Stop } | Should -Throw -ErrorId 'NoRunNamed,*'
            { Get-BatchResult -ErrorAction Stop } | Should -Throw -ErrorId 'NoRunNamed,*'
            Get-BatchRun | Should -HaveCount 2
        }

        It 'is none where the pipeline gave none' {
            Get-BatchRun -Name nowhere | Remove-BatchRun -ErrorAction Stop
            Get-BatchRun | Should -HaveCount 2
        }

        It 'says what a pattern takes' {
            { Remove-BatchRun -Name t* -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotFound,*' -ExpectedMessage "There is no run with the name 't[*]'. A pattern takes -OlderThan or -Keep, which say what of it is forgotten."
        }
    }

    Context 'run objects as an argument' {
        It 'are taken by their ids' {
            Remove-BatchRun (Get-BatchRun)
            Get-BatchRun | Should -BeNullOrEmpty
        }
    }

    Context 'old runs' {
        It 'are forgotten by age, but not the one that later runs read' {
            $null = Get-ChildItem *.srt | Start-Batch -Quiet -Name one
            Remove-BatchRun -OlderThan 1h
            Get-BatchRun | Should -HaveCount 3
            $said = Remove-BatchRun -OlderThan (New-TimeSpan) -Verbose 4>&1 | ForEach-Object Message | Where-Object { $_ -like '*is kept*' }
            $said | Should -HaveCount 2
            $said[0] | Should -BeLike 'Run * is kept: later runs know from it what is done and which outputs are theirs.'
            (Get-BatchRun).Name | Should -Be @('one', 'one') -Because 'the later one took the output of the first for unchanged'
            Remove-BatchRun -OlderThan 0 -Force
            Get-BatchRun | Should -BeNullOrEmpty
        }

        It 'are forgotten but the newest of each name' {
            $null = 1..2 | Start-Batch { $_ } -Quiet -Name two -Tag keep
            Remove-BatchRun -Keep 1 -WhatIf
            Get-BatchRun | Should -HaveCount 3
            Remove-BatchRun -Keep 1
            Get-BatchRun | ForEach-Object Name | Should -Be @('two', 'one')
            Remove-BatchRun -Keep 0 -Name t* -Tag keep -State Completed -Operation Script*
            (Get-BatchRun).Name | Should -Be 'one'
        }

        It 'need an age that can be read' {
            { Remove-BatchRun -OlderThan old } | Should -Throw -ErrorId 'BadTime,BatchPs.Module.RemoveBatchRunCommand'
        }
    }

    Context 'with -WhatIf' {
        It 'forgets nothing' {
            Get-BatchRun | Remove-BatchRun -WhatIf
            Get-BatchRun | Should -HaveCount 2
        }
    }

    Context 'a run that is not there' {
        It 'is an error, and the others are forgotten' {
            Remove-BatchRun -Id x, (Get-BatchRun -Last).RunId -ErrorVariable missing -ErrorAction SilentlyContinue
            $missing.FullyQualifiedErrorId | Should -Be 'RunNotFound,BatchPs.Module.RemoveBatchRunCommand'
            (Get-BatchRun).Name | Should -Be 'one'
        }
    }

    Context 'a run that another process executes' {
        It 'is refused and stays' {
            $child = Start-ModuleProcess "1 | Start-Batch { while (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) } } -Quiet -Name live" $folder
            try {
                Wait-Until { Get-BatchRun -State Running } 'the other process'
                { Remove-BatchRun -Name live -ErrorAction Stop } | Should -Throw -ErrorId 'RunIsLive,BatchPs.Module.RemoveBatchRunCommand'
            } finally {
                New-Item gate | Out-Null
                $child.WaitForExit(20000) | Should -BeTrue
            }

            (Get-BatchRun -Name live).State | Should -Be 'Completed'
        }
    }
}
