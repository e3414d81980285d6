BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    # Read-only: the dates stay the text they are.
    function Read-Json($Path) { Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -DateKind String }
}

AfterAll { Exit-Sandbox }

Describe 'Export-BatchReport' {
    BeforeAll {
        $folder = New-Folder $TestDrive 'a.srt', 'c.srt', 'naïve, "quoted".srt'
        New-BrokenSubtitle "$folder/b.srt"
        Set-Content "$folder/d.srt" ''
        Push-Location -LiteralPath $folder
        $results = Get-ChildItem *.srt | Start-Batch -Quiet -Name files -ErrorAction SilentlyContinue | Sort-Object Index
        $run = Get-BatchRun -Last
    }

    AfterAll { Pop-Location }

    Context 'as JSON' {
        It 'agrees with the run and its results, errors first' {
            Export-BatchReport -Last -Path r.json | ForEach-Object FullName | Should -Be (Join-Path $folder r.json)
            $report = Read-Json r.json
            $report.summary.id | Should -Be $run.RunId
            foreach ($name in 'name', 'state', 'total', 'succeeded', 'failed', 'skipped', 'unchanged', 'notRun', 'interrupted') {
                $report.summary.$name | Should -Be $run.$name -Because $name
            }

            $report.summary.durationSeconds | Should -BeGreaterThan 0
            $report.results | Should -HaveCount 5
            $report.results[0].status | Should -Be 'Failed'
            $report.results[0].error.code | Should -Be 'NoTimingLine'
            foreach ($row in $report.results) {
                $result = $results[$row.index]
                $row.name | Should -Be $result.Name
                $row.status | Should -Be $result.Status
                $row.path | Should -Be $result.Path
                $row.outputPath | Should -Be $result.OutputPath
                $row.inputBytes | Should -Be $result.InputBytes
                $row.outputBytes | Should -Be $result.OutputBytes
                $row.error.line | Should -Be $result.Error.Line
            }
        }
    }

    Context 'as CSV' {
        It 'agrees with the results, errors first' {
            $null = Export-BatchReport -Last -Path r.csv
            $rows = Import-Csv r.csv
            $rows | Should -HaveCount 5
            $rows[0].Status | Should -Be 'Failed'
            $rows[0].ErrorCode | Should -Be 'NoTimingLine'
            $rows[0].ErrorLine | Should -Be '1'
            foreach ($row in $rows) {
                $result = $results[[int] $row.Index]
                $row.Name | Should -Be $result.Name
                $row.Status | Should -Be "$($result.Status)"
                $row.Path | Should -Be $result.Path
                $row.OutputPath | Should -Be "$($result.OutputPath)"
                $row.InputBytes | Should -Be "$($result.InputBytes)"
                $row.OutputBytes | Should -Be "$($result.OutputBytes)"
                $row.Reason | Should -Be "$($result.Reason)"
            }
        }

        It 'agrees with the JSON report' {
            $null = Export-BatchReport -Last -Path r.csv
            $null = Export-BatchReport -Last -Path r.json
            $json = (Read-Json r.json).results
            $csv = Import-Csv r.csv
            $csv | ForEach-Object Name | Should -Be ($json | ForEach-Object Name)
            $csv.Status | Should -Be $json.status
            $csv.FinishedAt | Should -Be $json.finishedAt
            $csv.DurationSeconds | ForEach-Object { [double] $_ } | Should -Be $json.durationSeconds
        }
    }

    Context 'of what was measured' {
        It 'has a column for each metric and fact that occurs' {
            $null = Export-BatchReport -Last -Path r.csv
            $rows = Import-Csv r.csv
            $rows[0].PSObject.Properties.Name | Should -Contain scoreAfter
            $rows[0].PSObject.Properties.Name | Should -Not -Contain 'corrections.S11'
            foreach ($row in $rows) {
                $result = $results[[int] $row.Index]
                foreach ($name in 'segments', 'corrections', 'scoreBefore', 'scoreAfter', 'diagnostics') {
                    $row.$name | Should -Be "$($result.Metrics[$name])" -Because $name
                }

                $row.encoding | Should -Be "$($result.Facts['encoding'])"
            }
        }

        It 'has the totals alone with -Rows Totals' {
            $null = Export-BatchReport -Last -Path t.csv -Rows Totals
            $rows = Import-Csv t.csv
            ($rows | Where-Object { $_.Section -eq 'items' -and $_.Name -eq 'failed' }).Value | Should -Be '1'
            ($rows | Where-Object { $_.Section -eq 'errors' }).Name | Should -Be 'NoTimingLine'
            foreach ($row in $rows | Where-Object Section -eq metrics) {
                [double] $row.Value | Should -Be $run.Metrics[$row.Name] -Because $row.Name
            }

            ($rows | Where-Object Section -eq 'distribution.scoreAfter').Value | Should -Be $run.Distributions['scoreAfter'].Counts
        }

        It 'has the summary alone in JSON, of a run that is piped' {
            $null = $run | Export-BatchReport -Path t.json -Rows Totals
            $totals = Read-Json t.json
            $totals.id | Should -Be $run.RunId
            $totals.metrics.segmentsPerSecond | Should -Be $run.Metrics['segmentsPerSecond']
            $totals.PSObject.Properties.Name | Should -Not -Contain results
        }
    }

    Context 'on a stream of results' {
        It 'passes them on with -PassThru' {
            $passed = Get-ChildItem a.srt, c.srt | Start-Batch -Destination other -Quiet | Export-BatchReport -Path stream.csv -PassThru
            $passed | ForEach-Object { $_.GetType().Name } | Select-Object -Unique | Should -Be 'BatchResult'
            $passed | Should -HaveCount 2
            Import-Csv stream.csv | ForEach-Object Name | Sort-Object | Should -Be @('a.srt', 'c.srt')
            Assert-NothingLeftRunning $folder
        }

        It 'gives the file without' {
            $file = Get-ChildItem a.srt | Start-Batch -Destination third -Quiet | Export-BatchReport -Path stream.json
            $file | Should -BeOfType ([System.IO.FileInfo])
            $file.PSPath | Should -Be (Get-Item stream.json).PSPath -Because 'a bare FileInfo has no size in a table'
            $report = Read-Json stream.json
            $report.results | Should -HaveCount 1
            $report.summary.state | Should -Be 'Completed'
            $report.summary.total | Should -Be 1
        }

        It 'sums up the run whose results were piped' {
            $null = Get-BatchResult -Id $run.RunId | Export-BatchReport -Path piped.json
            (Read-Json piped.json).summary.total | Should -Be 5
        }

        It 'has no summary for results of several runs' {
            $null = Get-BatchRun -First 2 | Get-BatchResult | Export-BatchReport -Path many.json
            (Read-Json many.json).summary | Should -BeNullOrEmpty
        }

        It 'has no totals of several runs' {
            { Get-BatchRun -First 2 | Export-BatchReport -Path many.csv -Rows Totals -ErrorAction Stop } |
                Should -Throw -ErrorId 'TotalsOfNoRun*'
            'many.csv' | Should -Not -Exist
        }
    }

    Context 'of a run' {
        It 'takes it from the pipeline, by id and by the beginning of it' {
            $null = $run | Export-BatchReport -Path one.csv
            $null = Export-BatchReport -Id $run.RunId -Path two.csv
            $null = Export-BatchReport -Id $run.RunId.Substring(0, 19) -Path three.csv
            (Get-FileHash one.csv, two.csv, three.csv).Hash | Select-Object -Unique | Should -HaveCount 1
        }

        It 'replaces an earlier report' {
            Set-Content again.csv 'old'
            $null = $run | Export-BatchReport -Path again.csv
            Import-Csv again.csv | Should -HaveCount 5
        }
    }

    Context 'the format' {
        It 'is -Format where that is given' {
            $null = $run | Export-BatchReport -Path report.txt -Format csv
            Import-Csv report.txt | Should -HaveCount 5
        }

        It 'is the configured one for a path without extension' {
            $null = $run | Export-BatchReport -Path plain
            (Read-Json plain).results | Should -HaveCount 5
            $env:BATCH_EXPORT_FORMAT = 'csv'
            try {
                $null = $run | Export-BatchReport -Path plain
                Import-Csv plain | Should -HaveCount 5
            } finally { $env:BATCH_EXPORT_FORMAT = $null }
        }

        It 'is refused where it is not known' {
            { $run | Export-BatchReport -Path report.docx } | Should -Throw -ErrorId 'UnknownReportFormat,*'
            Test-Path report.docx | Should -BeFalse
        }
    }

    Context 'as HTML and text' {
        BeforeAll { $null = 1 | Start-Batch { $_ } -Quiet }

        It 'is one page for a browser' {
            $null = $run | Export-BatchReport -Path r.html
            $page = Get-Content r.html -Raw
            $page | Should -BeLike '<!DOCTYPE html>*'
            $page | Should -Match '<h1><bdi>files</bdi>'
            $page | Should -Match 'NoTimingLine</span>'
        }

        It 'is a plain summary' {
            $null = $run | Export-BatchReport -Path r.txt
            (Get-Content r.txt)[0] | Should -Be 'files: Completed'
        }

        It 'sums up results of several runs, which are no run' {
            $null = Get-BatchRun -First 2 | Get-BatchResult | Export-BatchReport -Path mixed.html
            Get-Content mixed.html -Raw | Should -Match '<h1><bdi>Batch results</bdi>'
        }

        It 'is refused for several runs' {
            { Get-BatchRun -First 2 | Export-BatchReport -Path two.html -ErrorAction Stop } | Should -Throw -ErrorId 'ReportOfManyRuns,*'
            'two.html' | Should -Not -Exist
        }

        It 'is refused for diagnostics' {
            { $run | Export-BatchReport -Path d.html -Rows Diagnostics } | Should -Throw -ErrorId 'RowsNotOfFormat,*'
        }
    }

    Context 'of several runs' {
        BeforeAll { $null = 1 | Start-Batch { $_ } -Quiet }

        It 'writes one each, by id' {
            $runs = Get-BatchRun -First 2
            $files = $runs | Export-BatchReport -Path 'run {id}.html'
            $files.Name | Should -Be @("run $($runs[0].RunId).html", "run $($runs[1].RunId).html")
        }

        It 'writes one each into a directory, results too' {
            $null = New-Item each -ItemType Directory
            $runs = Get-BatchRun -First 2
            $null = $runs | Export-BatchReport -Path each -Format csv
            $null = $runs | Get-BatchResult | Export-BatchReport -Path each
            (Get-ChildItem each).Name | Sort-Object | Should -Be ($runs.RunId | ForEach-Object { "$_.csv"; "$_.json" } | Sort-Object)
            (Read-Json "each/$($run.RunId).json").summary.id | Should -Be $run.RunId
        }

        It 'says of each row which run it is of' {
            $runs = Get-BatchRun -First 2
            $null = $runs | Export-BatchReport -Path all.csv
            Import-Csv all.csv | ForEach-Object RunId | Sort-Object -Unique | Should -Be ($runs.RunId | Sort-Object)
        }
    }

    Context 'compared with another run' {
        BeforeAll {
            $first = (1 | Start-Batch { $_ } -Quiet -Name first).RunId
            $null = 1..2 | Start-Batch { $_ } -Quiet -Name again
            $null = 1..2 | Start-Batch { $_ } -Quiet -Name again
            $again = Get-BatchRun -Last
        }

        It 'is the one before by default' {
            $null = $again | Export-BatchReport -Path before.txt
            Get-Content before.txt | Should -Contain 'Since the run before'
        }

        It 'is the one of -CompareTo, by the beginning of its id: <_>' -ForEach 'html', 'txt' {
            $null = $again | Export-BatchReport -Path "chosen.$_" -CompareTo $first.Substring(0, $first.Length - 1)
            $text = Get-Content "chosen.$_" -Raw
            $text | Should -Match 'Compared with a chosen run'
            $text | Should -Match ([regex]::Escape($first))
        }

        It 'is none with -NoComparison: <_>' -ForEach 'html', 'txt' {
            $null = $again | Export-BatchReport -Path "none.$_" -NoComparison
            Get-Content "none.$_" -Raw | Should -Not -Match 'the run before'
        }

        It 'is that of a run whose results are piped' {
            $null = 1..3 | Start-Batch { $_ } -Quiet -Name streamed | Export-BatchReport -Path streamed.txt -CompareTo $first
            Get-Content streamed.txt -Raw | Should -Match ([regex]::Escape($first))
        }

        It 'is refused before anything is run or written where there is none' {
            $runs = @(Get-BatchRun).Count
            { 1 | Start-Batch { $_ } -Quiet | Export-BatchReport -Path bad.html -CompareTo 20991231 } | Should -Throw -ErrorId 'RunNotFound,*'
            'bad.html' | Should -Not -Exist
            @(Get-BatchRun) | Should -HaveCount $runs
        }

        It 'is refused for another format, for the run itself, with -NoComparison and for results of several runs' {
            { $again | Export-BatchReport -Path bad.csv -CompareTo $first } | Should -Throw -ErrorId 'ComparisonNotOfFormat,*'
            { $again | Export-BatchReport -Path bad.html -CompareTo $again.RunId } | Should -Throw -ErrorId 'ComparedWithItself,*'
            { $again | Export-BatchReport -Path bad.html -CompareTo $first -NoComparison } | Should -Throw -ErrorId 'SeveralComparisons,*'
            { Get-BatchRun -First 2 | Get-BatchResult | Export-BatchReport -Path bad.html -CompareTo $first } | Should -Throw -ErrorId 'ComparisonOfNoRun,*'
            Get-ChildItem bad.*, .bps~* -Force | Should -BeNullOrEmpty
        }

        It 'leaves it out of the chosen run''s own report among several' {
            $null = Get-BatchRun -First 3 | Export-BatchReport -Path 'each {id}.txt' -CompareTo $again.RunId
            Get-Content "each $($again.RunId).txt" -Raw | Should -Not -Match 'Compared with'
            @(Get-ChildItem 'each *.txt' | Where-Object { (Get-Content $_ -Raw) -match 'Compared with a chosen run' }) | Should -HaveCount 2
        }

        It 'completes the ids of runs' {
            $line = "Export-BatchReport -Path x.html -Last -CompareTo $($first.Substring(0, 8))"
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain $first
        }
    }

    Context 'with -Open' -Skip:(-not $IsLinux) {
        BeforeAll {
            Set-Content browser "#!/bin/sh`nprintf %s ""`$1"" > '$folder/opened.part'; mv '$folder/opened.part' '$folder/opened'"
            chmod +x browser
            $browser = $env:BROWSER
        }

        AfterAll { $env:BROWSER = $browser }

        It 'opens it when it is written' {
            $env:BROWSER = "$folder/browser"
            $null = $run | Export-BatchReport -Path open.html -Open
            $end = (Get-Date).AddSeconds(30)
            while (-not (Test-Path opened) -and (Get-Date) -lt $end) { Start-Sleep -Milliseconds 20 }
            Get-Content opened -Raw | Should -Be (Get-Item open.html).FullName
        }

        It 'says so where nothing can' {
            $env:BROWSER = '/nowhere/browser'
            $path = $env:PATH
            $env:PATH = '/nowhere'
            try {
                $file = $run | Export-BatchReport -Path open2.html -Open -WarningVariable said -WarningAction SilentlyContinue
            } finally { $env:PATH = $path }

            "$said" | Should -Be "'$($file.FullName)' is written, and cannot be opened: neither /nowhere/browser (BROWSER) nor xdg-open was found."

            'open2.html' | Should -Exist
        }
    }

    Context 'with -Open, and a browser that ends in an error' -Skip:(-not $IsLinux) {
        It 'warns, and lets nothing of it into the terminal' {
            Set-Content broken "#!/bin/sh`necho raw; echo raw >&2; exit 3"
            chmod +x broken
            $said = pwsh -NoProfile -Command "Import-Module '$((Get-Module BatchPs).Path)'; `$env:BROWSER = '$folder/broken'; `$null = Export-BatchReport -Id $($run.RunId) -Path open3.html -Open" 2>&1
            "$said" | Should -BeLike "*'*open3.html' is written, and cannot be opened: *broken ended with exit code 3.*"
            "$said" | Should -Not -BeLike '*raw*'
        }
    }

    Context 'with -Rows Diagnostics' {
        BeforeAll {
            $told = Get-ChildItem a.srt, c.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics' } -Destination lines -Quiet -Name lines -ValueOnly
        }

        It 'has a row a diagnostic, from a run, in CSV and NDJSON' {
            $null = Get-BatchRun -Name lines | Export-BatchReport -Path d.csv -Rows Diagnostics
            $rows = Import-Csv d.csv
            $rows | Should -HaveCount 2
            ($rows[0].PSObject.Properties.Name -join ' ') | Should -Be 'File Path Line Column Cue Rule Severity Fixed Before After Message'
            $rows.File | Should -Be @('a.srt', 'c.srt')
            $rows.Message | Should -Be ($told | Sort-Object Name).Message
            $null = Get-BatchRun -Name lines | Export-BatchReport -Path d.ndjson -Rows Diagnostics
            $objects = Get-Content d.ndjson | ConvertFrom-Json
            $objects.file | Should -Be @('a.srt', 'c.srt')
            $objects.rule | Should -Be @('S03', 'S03')
            $null = Get-BatchRun -Name lines | Export-BatchReport -Path d.json -Rows Diagnostics
            (Read-Json d.json).diagnostics.line | Should -Be @(1, 1)
        }

        It 'takes the stream of results' {
            $null = Get-ChildItem a.srt, c.srt | Start-Batch -Processor Srt -Options @{ Report = 'Diagnostics'; Mode = 'Check' } -Quiet | Export-BatchReport -Path s.txt -Rows Diagnostics -Format ndjson
            (Get-Content s.txt | ConvertFrom-Json).fixed | Should -Be @($false, $false)
        }

        It 'refuses a run that kept few, and leaves nothing' {
            { $run | Export-BatchReport -Path few.csv -Rows Diagnostics } | Should -Throw -ErrorId 'DiagnosticsNotKept,*'
            Test-Path few.csv | Should -BeFalse
        }
    }

    Context 'as NDJSON' {
        It 'has a result a line, errors first' {
            $null = $run | Export-BatchReport -Path r.jsonl
            $rows = Get-Content r.jsonl | ConvertFrom-Json
            $rows | Should -HaveCount 5
            $rows[0].status | Should -Be 'Failed'
        }
    }

    Context 'what cannot be' {
        It 'leaves an earlier report where nothing was piped' {
            Set-Content keep.html 'last night'
            { Get-BatchRun -Name typo | Export-BatchReport keep.html } |
                Should -Throw -ErrorId 'NothingToReport,BatchPs.Module.ExportBatchReportCommand' -ExpectedMessage "No run and no result was piped; 'keep.html' is left as it is. Expected results or a run, or -Id or -Last."
            { Export-BatchReport keep.html } | Should -Throw -ErrorId 'NothingToReport,*'
            { @() | Export-BatchReport '{id}.html' } | Should -Throw -ErrorId 'NothingToReport,*'
            Get-Content keep.html | Should -Be 'last night'
            Get-ChildItem -Force | Where-Object Name -Like '.bps~*' | Should -BeNullOrEmpty
        }

        It 'refuses a path that is not on the file system: <_>' -ForEach 'Env:/zz.csv', 'Function:zz.csv', 'Variable:\zz.csv' {
            { $run | Export-BatchReport -Path $_ } | Should -Throw -ErrorId 'NotAFileSystemPath,BatchPs.Module.ExportBatchReportCommand' -ExpectedMessage "'$_' is a path of the provider *. Expected a path in the file system."
            'zz.csv' | Should -Not -Exist
        }

        It 'writes nothing with -WhatIf' {
            $run | Export-BatchReport -Path not.csv -WhatIf | Should -BeNullOrEmpty
            Test-Path not.csv | Should -BeFalse
        }

        It 'refuses what is no result' {
            { 'text' | Export-BatchReport -Path not.csv } | Should -Throw -ErrorId 'NotAResult,*'
            Test-Path not.csv | Should -BeFalse
        }

        It 'refuses a directory that is not there' {
            { $run | Export-BatchReport -Path nowhere/r.csv } | Should -Throw -ErrorId 'ReportNotWritable,*'
        }
    }

    Context 'a name that a spreadsheet would run' {
        It 'is made text in CSV' {
            $null = '=1+1' | Start-Batch { $_ } -Quiet
            $null = Export-BatchReport -Last -Path formula.csv
            (Import-Csv formula.csv).Name | Should -Be "'=1+1"
        }
    }
}
