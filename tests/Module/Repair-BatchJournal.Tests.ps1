BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    function Edit-Journal([string] $Path, [string] $From, [string] $To) {
        $text = [IO.File]::ReadAllText($Path)
        $text.Contains($From) | Should -BeTrue
        [IO.File]::WriteAllText($Path, $text.Replace($From, $To))
    }
}

AfterAll { Exit-Sandbox }

Describe 'Repair-BatchJournal' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        Push-Location -LiteralPath $folder
        $null = 1..4 | Start-Batch { $_ } -Quiet -Name one -JournalPath one.journal
        $journal = Join-Path $folder one.journal
        $before = Get-Content $journal
    }

    AfterEach { Pop-Location }

    Context 'a sound journal' {
        It 'is not changed, and its numbers are given' {
            $repair = Repair-BatchJournal -Last
            $repair.PSTypeNames[0] | Should -Be 'BatchPs.Engine.Journal.JournalRepair'
            $repair.Changed, $repair.RecordsKept, $repair.RecordsLost, $repair.BytesCut | Should -Be @($false, $before.Count, 0, 0)
            $repair.Path | Should -Be $journal
            $repair.Damage | Should -BeNullOrEmpty
            Get-Content $journal | Should -Be $before
            Get-ChildItem *.bak-* | Should -BeNullOrEmpty
        }
    }

    Context 'several journals, one of which cannot be read' {
        It 'is an error by id for that one, and the others have their turn' -Skip:(-not $IsLinux) {
            $repairs = Repair-BatchJournal -JournalPath /proc/self/mem, one.journal, nowhere.journal -ErrorVariable refused -ErrorAction SilentlyContinue
            $repairs.Path | Should -Be $journal
            $refused.FullyQualifiedErrorId | Should -Be 'IoError,BatchPs.Module.RepairBatchJournalCommand', 'JournalNotFound,BatchPs.Module.RepairBatchJournalCommand'
        }
    }

    Context 'the results of a damaged journal' {
        It 'are given with a warning, by Get-BatchResult and Export-BatchReport' {
            Edit-Journal $journal '"p":"3","s"' '"p":"8","s"'
            $results = Get-BatchResult -Last -WarningVariable told -WarningAction SilentlyContinue
            $results.Status | Should -Be 'Succeeded', 'Succeeded', 'NotRun', 'Succeeded'
            $told | Should -BeLike "The journal '$journal' is damaged (bad places: 1, records lost: 1). *"
            Get-BatchRun -Last | Export-BatchReport r.json -WarningVariable toldToo -WarningAction SilentlyContinue
            "$toldToo" | Should -Be "$told"
        }
    }

    Context 'a result that is damaged' {
        BeforeEach { Edit-Journal $journal '"t":"r","x":2,' '"t":"r","x":2;' }

        It 'is taken out, the file as it was is kept, and its item runs again' {
            $damaged = Get-Content $journal
            $repair = Repair-BatchJournal -Name one
            $repair.Changed, $repair.RecordsKept, $repair.RecordsLost, $repair.ItemsRunAgainCount | Should -Be @($true, ($before.Count - 1), 1, 1)
            $repair.ItemsRunAgain | Should -Be '3'
            $repair.Damage.Problem | Should -Match '^a line whose checksum does not fit; record \d+ is missing$'
            $repair.BackupPath | Should -Be (Get-ChildItem *.bak-*).FullName
            Get-Content $repair.BackupPath | Should -Be $damaged
            (Get-BatchRun -Last).NotRun | Should -Be 1

            $results = Resume-Batch -Last -Quiet -WarningVariable warned
            $results | ForEach-Object { "$($_.Index) $($_.Status)" } | Should -Be '2 Succeeded'
            $warned | Should -BeNullOrEmpty
        }

        It 'is said with all numbers by -WhatIf, and nothing is changed or put out' {
            $damaged = Get-FileHash $journal
            Start-Transcript -LiteralPath (Join-Path $folder transcript.txt) | Out-Null
            Repair-BatchJournal -JournalPath one.journal -WhatIf | Should -BeNullOrEmpty
            Stop-Transcript | Out-Null
            Get-Content transcript.txt -Raw | Should -Match ([regex]::Escape(
                    "What if: Performing the operation `"Repair batch journal`" on target `"The journal '$journal' is damaged in 1 place: $($before.Count - 1) records valid, 1 lost, 0 bytes torn off at its end. 1 item runs again: '3'.`"."))
            (Get-FileHash $journal).Hash | Should -Be $damaged.Hash
            Get-ChildItem *.bak-* | Should -BeNullOrEmpty
        }

        It 'is repaired by a resume, with a warning that names the item' {
            $null = Resume-Batch -Last -Quiet -WarningVariable warned -WarningAction SilentlyContinue
            $backup = (Get-ChildItem *.bak-*).FullName
            $warned | Should -Be ("The journal '$journal' is damaged in 1 place: $($before.Count - 1) records valid, 1 lost, 0 bytes torn off at its end. " +
                "It was rewritten; as it was it is kept as '$backup'. 1 item runs again: '3'.")
        }

        It 'is read without being changed' {
            $damaged = Get-FileHash $journal
            (Get-BatchResult -Last -Status NotRun).Name | Should -Be '3'
            (Get-BatchRun -Last).RunId | Should -Not -BeNullOrEmpty
            (Get-FileHash $journal).Hash | Should -Be $damaged.Hash
        }

        It 'comes from the pipeline, with other runs' {
            $null = 1 | Start-Batch { $_ } -Quiet -Name two
            (Get-BatchRun | Repair-BatchJournal).Changed | Should -Be @($false, $true)
        }

        It 'is shown as a list with its places' {
            $shown = Repair-BatchJournal -Last | Format-List | Out-String
            $shown | Should -Match '(?m)^RecordsLost +: 1'
            $shown | Should -Match '(?m)^Damage +: \{byte \d+, \d+ bytes: a line'
        }
    }

    Context 'a torn tail' {
        It 'is cut, and no file is kept' {
            Add-Content -LiteralPath $journal -Value '{"n":99,' -NoNewline
            $repair = Repair-BatchJournal -JournalPath one.journal -Verbose 4>&1
            $repair[-2].Message | Should -Be "The last 8 bytes of the journal '$journal' were not a whole record and were cut."
            $repair[-1].BytesCut, $repair[-1].BackupPath | Should -Be @(8, $null)
            Get-Content $journal | Should -Be $before
        }
    }

    Context 'a file that is no journal' {
        It 'is refused and never touched, and the others are repaired' {
            Set-Content notes.txt 'not ours' -NoNewline
            $repair = Repair-BatchJournal -JournalPath notes.txt, missing.journal, one.journal -ErrorVariable refused -ErrorAction SilentlyContinue
            $repair.Path | Should -Be $journal
            $refused.FullyQualifiedErrorId | Should -Be @('JournalUnreadable,BatchPs.Module.RepairBatchJournalCommand', 'JournalNotFound,BatchPs.Module.RepairBatchJournalCommand')
            $refused[0].Exception.Message | Should -Be "'$(Join-Path $folder notes.txt)' is no journal: none of its 8 bytes are a record. Name the journal of a run; if this was one, put back a copy of it, or start the run again."
            Get-Content notes.txt | Should -Be 'not ours'
            Get-ChildItem notes* | Should -HaveCount 1
        }
    }

    Context 'a run that another process executes' {
        It 'is refused' {
            $child = Start-ModuleProcess "1 | Start-Batch { while (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) } } -Quiet -Name live" $folder
            try {
                Wait-Until { Get-BatchRun -State Running } 'the other process'
                { Repair-BatchJournal -Name live -ErrorAction Stop } | Should -Throw -ErrorId 'RunIsLive,BatchPs.Module.RepairBatchJournalCommand'
            } finally {
                New-Item gate | Out-Null
                $child.WaitForExit(20000) | Should -BeTrue
            }
        }
    }
}
