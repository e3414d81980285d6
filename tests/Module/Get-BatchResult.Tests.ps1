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

    Context 'with -Diagnostic' {
        BeforeAll {
            [System.IO.File]::WriteAllText("$folder/many.txt", ((1..40 | ForEach-Object { "$($_ + 1)`n00:00:{0:d2}.000 --> 00:00:{0:d2}.900`nword`n" -f $_ }) -join "`n"))
            $kept = Get-ChildItem many.txt, a.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics' } -Destination kept -Quiet -Name kept
        }

        It 'gives every one, in the order of the items and of their lines' {
            $told = Get-BatchResult -Name kept -Diagnostic
            $told.Count | Should -Be ($kept | ForEach-Object { $_.Metrics['diagnostics'] } | Measure-Object -Sum).Sum
            $told.Count | Should -BeGreaterThan 40
            $told[0].GetType().FullName | Should -Be 'BatchPs.Diagnostic'
            $told | ForEach-Object Name | Select-Object -Unique | Should -Be @('many.txt', 'a.srt')
            $lines = @($told | Where-Object Name -EQ many.txt | ForEach-Object Line)
            $lines | Should -Be ($lines | Sort-Object)
            $last = $told[-1]
            $last.Path | Should -Be (Join-Path $folder a.srt)
            "$($last.Rule) $($last.Severity) $($last.Line) $($last.Column) $($last.Cue) $($last.Fixed)" | Should -Be 'S03 Information 1 1 1 True'
            $last.Message | Should -Not -BeNullOrEmpty
            'Before', 'After' | Should -BeIn $last.PSObject.Properties.Name
        }

        It 'is narrowed by -Status' {
            Get-BatchResult -Name kept -Diagnostic -Status Failed | Should -BeNullOrEmpty
            (Get-BatchResult -Name kept -Diagnostic -Status Succeeded).Count | Should -BeGreaterThan 40
        }

        It 'says of a run that kept few how to get them, once' {
            $told = Get-BatchResult -Name files -Diagnostic -ErrorAction SilentlyContinue -ErrorVariable failed
            $told | Should -BeNullOrEmpty
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'DiagnosticsNotKept,*'
            "$($failed[0])" | Should -BeLike '*Report=Diagnostics*'
        }

        It 'gives those of other items when those of one are damaged' {
            $file = "$((Get-BatchRun -Name kept).JournalPath).diagnostics"
            $bytes = [System.IO.File]::ReadAllBytes($file)
            $where = [System.Text.Encoding]::UTF8.GetString($bytes).IndexOf('S04')
            $bytes[$where] = 88
            [System.IO.File]::WriteAllBytes($file, $bytes)
            $told = Get-BatchResult -Name kept -Diagnostic -ErrorAction SilentlyContinue -ErrorVariable failed
            $told | ForEach-Object Name | Select-Object -Unique | Should -Be 'a.srt'
            $failed.FullyQualifiedErrorId | Should -BeLike 'DiagnosticsDamaged,*'
            "$failed" | Should -BeLike "The diagnostics of 'many.txt' cannot be read from*"
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
