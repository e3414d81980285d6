BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Get-BatchResult' {
    BeforeAll {
        $folder = New-Folder $TestDrive 'a.srt', 'c.srt'
        New-BrokenSubtitle "$folder/b.srt"
        Set-Content "$folder/d.srt" ''
        Push-Location -LiteralPath $folder
        $live = Get-ChildItem *.srt | Start-Batch -Quiet -Name files -ErrorAction SilentlyContinue | Sort-Object Index
    }

    AfterAll { Pop-Location }

    Context 'a finished run' {
        It 'gives what Start-Batch gave, in the order of the items' {
            $recorded = Get-BatchResult -Last
            $recorded.Index | Should -Be @(0, 1, 2, 3)
            foreach ($name in 'Name', 'Path', 'OutputPath', 'Status', 'Reason', 'Attempts', 'InputBytes', 'OutputBytes', 'RunId') {
                $recorded | ForEach-Object $name | Should -Be ($live | ForEach-Object $name) -Because $name
            }

            "$($recorded[1].Error)" | Should -Be "$($live[1].Error)"
            $recorded[0].Metrics['segments'] | Should -Be 1
            $recorded[0].Facts['encoding'] | Should -Be 'utf-8'
            $recorded[0].Facts['encodingFoundBy'] | Should -Be 'utf8'
        }

        It 'is narrowed by -Status' {
            Get-BatchResult -Last -Status Failed | ForEach-Object Name | Should -Be 'b.srt'
            Get-BatchResult -Last -Status Failed, Skipped | ForEach-Object Name | Should -Be @('b.srt', 'd.srt')
            Get-BatchResult -Last -Status NotRun | Should -BeNullOrEmpty
        }

        It 'is named by id, by name and by a run from the pipeline' {
            $id = (Get-BatchRun -Last).RunId
            Get-BatchResult -Id $id | Should -HaveCount 4
            Get-BatchResult -Name files | Should -HaveCount 4
            Get-BatchRun | Get-BatchResult | Should -HaveCount 4
        }

        It 'refuses a status that is none' {
            { Get-BatchResult -Last -Status Done } | Should -Throw -ErrorId 'ParameterArgumentValidationError,BatchPs.Module.GetBatchResultCommand'
        }

        It 'is an error for a run that is not there' {
            { Get-BatchResult -Id x -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotFound,BatchPs.Module.GetBatchResultCommand'
        }
    }

    Context 'the output of a block' {
        It 'is recorded: text, numbers, truth, nothing' {
            $null = 1 | Start-Batch { 'text'; 42; 1.5; $true; $null } -Quiet
            $output = (Get-BatchResult -Last).Output
            $output | Should -HaveCount 5
            $output[0] | Should -Be 'text'
            $output[1] | Should -Be 42
            $output[2] | Should -Be 1.5
            $output[3] | Should -BeTrue
            $output[4] | Should -BeNullOrEmpty
            $output[0..3] | ForEach-Object { $_.GetType().Name } | Should -Be @('String', 'Int32', 'Double', 'Boolean')
        }

        It 'is recorded: custom objects and tables as dictionaries, lists, and all else as its text' {
            $null = 1 | Start-Batch { [pscustomobject]@{ Word = 'q'; Inner = @{ Deep = 1, 2 } }; , @(7, 'eight'); [datetime]::new(2026, 1, 2); [DayOfWeek]::Friday; [uri]'https://example.org/' } -Quiet
            $output = (Get-BatchResult -Last).Output
            $output | Should -HaveCount 5
            $output[0].Word | Should -Be 'q'
            $output[0].Inner.Deep | Should -Be @(1, 2)
            $output[1] | Should -Be @(7, 'eight')
            $output[2] | Should -Be '2026-01-02T00:00:00.0000000'
            $output[3] | Should -Be 'Friday'
            $output[4] | Should -Be 'https://example.org/'
        }
    }

    Context 'a run that another process executes' {
        It 'gives what is finished so far, and the rest as NotRun' {
            $child = Start-ModuleProcess "1..6 | Start-Batch { while (`$_ -gt 2 -and -not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) } } -ThrottleLimit 1 -Quiet -Name live" $folder
            try {
                Wait-Until { @(Get-BatchResult -Name live -ErrorAction Ignore -Status Succeeded).Count -ge 2 } 'the first two items'
                $results = Get-BatchResult -Name live
                $results[0, 1].Status | Should -Be @('Succeeded', 'Succeeded')
                $results | Select-Object -Skip 2 | ForEach-Object Status | Select-Object -Unique | Should -Be 'NotRun'
                (Get-BatchRun -Name live).State | Should -Be 'Running'
            } finally {
                New-Item gate -Force | Out-Null
                $child.WaitForExit(20000) | Should -BeTrue
            }
        }
    }
}
