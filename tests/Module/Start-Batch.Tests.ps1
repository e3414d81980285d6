BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach { Pop-Location }

    Context 'an empty pipeline' {
        It 'starts no run where no operation is named, says so and succeeds' {
            $said = $failed = $null
            Get-ChildItem *.srt | Start-Batch -InformationVariable said -ErrorVariable failed 6> $null | Should -BeNullOrEmpty
            "$said" | Should -Be 'Nothing was piped; no run was started.'
            $failed | Should -BeNullOrEmpty
            Get-BatchRun | Should -BeNullOrEmpty
        }

        It 'is a run of no items where an operation is named' {
            Get-ChildItem *.srt | Start-Batch -Processor Srt -Quiet | Should -BeNullOrEmpty
            (Get-BatchRun -Last).State | Should -Be 'Completed'
            (Get-BatchRun -Last).Total | Should -Be 0
        }
    }

    Context 'bare, in a folder of subtitles' {
        BeforeEach {
            'one.srt', 'two.srt', '[Group] talk - 01.srt' | ForEach-Object { New-Subtitle "$folder/$_" }
        }

        It 'chooses the processor by type and ./processed, and says so' {
            $results = Get-ChildItem *.srt | Start-Batch -InformationVariable said 6> $null
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Succeeded')
            $results.OutputPath | Sort-Object | Should -Be @(Get-ChildItem processed | Sort-Object FullName | ForEach-Object FullName)
            "$said" | Should -BeLike "*Outputs go to '$(Join-Path $folder processed)'.*"
            "$said" | Should -BeLike "*Processor Srt, chosen by the file type '.srt'.*"
        }

        It 'says nothing with -Quiet, and still gives the results' {
            $results = Get-ChildItem *.srt | Start-Batch -Quiet -InformationVariable said 6> $null
            $results | Should -HaveCount 3
            $said | Should -BeNullOrEmpty
        }

        It 'skips its own outputs when it is run again over the tree' {
            Get-ChildItem *.srt | Start-Batch -Quiet | Should -HaveCount 3
            $again = Get-ChildItem -Recurse -Filter *.srt | Start-Batch -Quiet -Overwrite
            ($again | Where-Object Status -EQ Skipped).Reason | Should -Be @('InsideDestination', 'InsideDestination', 'InsideDestination')
            @($again | Where-Object Status -EQ Succeeded) | Should -HaveCount 3
        }

        It 'takes paths as text' {
            'one.srt', (Join-Path $folder two.srt) | Start-Batch -Quiet | ForEach-Object Name | Sort-Object | Should -Be @('one.srt', 'two.srt')
        }

        It 'names the choices for a type without a processor' {
            Set-Content notes.doc 'x'
            { Get-ChildItem notes.doc | Start-Batch -Quiet } | Should -Throw -ErrorId 'NoProcessorForType,*' -ExpectedMessage '*Srt, Text*script block*'
        }

        It 'refuses mixed types' {
            Set-Content zz.txt 'x'
            $null = Get-ChildItem *.srt, zz.txt | Start-Batch -Quiet -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.FullyQualifiedErrorId | Should -Be 'MixedTypes,BatchPs.Module.StartBatchCommand'
        }
    }

    Context 'the sample lectures' {
        It 'streams results, mirrors the tree and isolates a hopeless file' {
            Copy-Item (Get-SandboxPath docs/samples/lectures) lectures -Recurse
            Copy-Item (Get-SandboxPath 'docs/samples/broken/saved page.srt') 'lectures/astronomy/saved page.srt'
            $inputs = Get-ChildItem lectures -Recurse -Filter *.srt
            $results = $inputs | Start-Batch -Processor Srt -Destination out -ErrorVariable failed -ErrorAction SilentlyContinue

            $results | Should -HaveCount $inputs.Count
            $hopeless = $results | Where-Object Status -EQ Failed
            $hopeless.Name | Should -Be 'lectures/astronomy/saved page.srt'
            $hopeless.Error.File | Should -Be (Join-Path $folder lectures astronomy 'saved page.srt')
            $hopeless.Error.Line | Should -BeGreaterThan 0
            $failed | Should -HaveCount 1

            $expected = $inputs | Where-Object Name -NE 'saved page.srt' | ForEach-Object { [IO.Path]::GetRelativePath($folder, $_.FullName) }
            $written = Get-ChildItem out -Recurse -File -Force | ForEach-Object { [IO.Path]::GetRelativePath((Join-Path $folder out), $_.FullName) }
            $written | Sort-Object | Should -Be ($expected | Sort-Object)
            Get-BatchRun -Last | Assert-EveryItemCounted
            Assert-NothingLeftRunning $folder
        }

        It 'lets the first result out before the last item is read' {
            1..600 | ForEach-Object { New-Subtitle "$folder/$_.srt" }
            $script:read = 0
            $readAtFirst = $null
            Get-ChildItem *.srt | ForEach-Object { $script:read++; $_ } | Start-Batch -Quiet | ForEach-Object { $readAtFirst ??= $script:read }
            $readAtFirst | Should -BeLessThan 600
        }
    }

    Context 'an item that fails' {
        BeforeEach {
            New-Subtitle "$folder/a.srt"
            New-BrokenSubtitle "$folder/b.srt"
            New-Subtitle "$folder/c.srt"
        }

        It 'is one error whose id is the cause and whose target is the item, and one result' {
            $piped = Get-ChildItem *.srt
            $results = $piped | Start-Batch -Quiet -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'NoTimingLine,BatchPs.Module.StartBatchCommand'
            $failed[0].CategoryInfo.Category | Should -Be 'InvalidData'
            $failed[0].TargetObject | Should -Be $piped[1]
            "$($failed[0])" | Should -BeLike "$(Join-Path $folder b.srt):1:1: NoTimingLine: *"
            $results | Where-Object Status -EQ Failed | ForEach-Object Name | Should -Be 'b.srt'
            $results | Should -HaveCount 3
        }

        It 'ends the pipeline with -ErrorAction Stop after its result, and the run is resumable' {
            $results = [Collections.Generic.List[object]]::new()
            { Get-ChildItem *.srt | Start-Batch -Quiet -Ordered -ErrorAction Stop | ForEach-Object { $results.Add($_) } } |
                Should -Throw -ErrorId 'NoTimingLine,*'
            $results[-1].Name | Should -Be 'b.srt'
            $results[-1].Status | Should -Be 'Failed'
            Assert-NothingLeftRunning $folder
            Get-BatchRun -Last | Assert-EveryItemCounted
            Get-ChildItem *.srt | Resume-Batch -Last -Quiet | Out-Null
            (Get-BatchRun -Last).Succeeded | Should -Be 2
            (Get-BatchRun -Last).State | Should -Be 'Completed'
        }

        It 'stops the run with -StopOnError, and says how to resume' {
            $null = Get-ChildItem *.srt | Start-Batch -Quiet -StopOnError -Ordered -ErrorVariable failed -ErrorAction SilentlyContinue
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'FailureLimit'
            $failed.FullyQualifiedErrorId | Should -Be @('NoTimingLine,BatchPs.Module.StartBatchCommand', 'FailureLimit,BatchPs.Module.StartBatchCommand')
            "$($failed[1])" | Should -BeLike "*Resume-Batch -Id $($run.RunId)"
            $run | Assert-EveryItemCounted
        }

        It 'stops the run at -MaxFailure' {
            1..9 | ForEach-Object { New-BrokenSubtitle "$folder/broken$_.srt" }
            $null = Get-ChildItem *.srt | Start-Batch -Quiet -MaxFailure 3 -ThrottleLimit 1 -ErrorVariable failed -ErrorAction SilentlyContinue
            $run = Get-BatchRun -Last
            $run.State | Should -Be 'FailureLimit'
            $run.Failed | Should -BeGreaterOrEqual 3
            $run.Failed | Should -BeLessThan 10
            $run | Assert-EveryItemCounted
        }

        It 'refuses a -MaxFailure that is no number' {
            { Get-ChildItem *.srt | Start-Batch -Quiet -MaxFailure many } | Should -Throw -ErrorId 'BadMaxFailure,*'
        }
    }

    Context 'with -WhatIf' {
        BeforeEach { New-Subtitle "$folder/a.srt"; New-Subtitle "$folder/b.srt" }

        It 'writes nothing and returns nothing' {
            $before = @(Get-ChildItem $env:XDG_STATE_HOME -Recurse -File -ErrorAction Ignore).Count
            Get-ChildItem *.srt | Start-Batch -WhatIf -Quiet | Should -BeNullOrEmpty
            Start-Batch -Path *.srt -WhatIf -Quiet | Should -BeNullOrEmpty
            Test-Path processed | Should -BeFalse
            @(Get-ChildItem $env:XDG_STATE_HOME -Recurse -File -ErrorAction Ignore) | Should -HaveCount $before
        }

        It 'never runs the block' {
            1..3 | Start-Batch { [IO.File]::AppendAllText((Join-Path $using:folder ran.log), 'ran') } -WhatIf | Should -BeNullOrEmpty
            Test-Path ran.log | Should -BeFalse
        }

        It 'does as much by $WhatIfPreference' {
            $WhatIfPreference = $true
            Get-ChildItem *.srt | Start-Batch -Quiet | Should -BeNullOrEmpty
            $WhatIfPreference = $false
            Test-Path processed | Should -BeFalse
        }

        It 'prints a line for each item and the totals' {
            $child = Start-ModuleProcess 'Get-ChildItem *.srt | Start-Batch -WhatIf -Quiet' $folder
            $child.WaitForExit(60000) | Should -BeTrue
            $lines = @(Get-Content out.txt | Where-Object { $_ })
            $lines | Should -HaveCount 3
            $lines[0] | Should -BeLike "*Run 'a.srt' -> '$(Join-Path $folder processed a.srt)'*"
            $lines[2] | Should -BeLike '*Srt: 2 of 2 items would run (92 bytes), 0 skipped, 0 unchanged, 0 fail.*'
        }
    }

    Context 'with -Incremental' {
        BeforeEach { New-Subtitle "$folder/a.srt"; New-Subtitle "$folder/b.srt" }

        It 'leaves alone what an earlier run finished, by <_>' -ForEach SizeTime, Content {
            (Get-ChildItem *.srt | Start-Batch -Incremental $_ -Quiet).Status | Should -Be @('Succeeded', 'Succeeded')
            New-Subtitle "$folder/b.srt" -Text 'Another morning.'
            $again = Get-ChildItem *.srt | Start-Batch -Incremental $_ -Quiet -Ordered
            $again.Status | Should -Be @('Unchanged', 'Succeeded')
            $again[0].Reason | Should -Not -BeNullOrEmpty
            $run = Get-BatchRun -Last
            $run.Unchanged | Should -Be 1
            $run.Processed | Should -Be 1
        }
    }

    Context 'options and settings' {
        BeforeEach { New-Subtitle "$folder/a.srt" }

        It 'refuses an unknown option and suggests one' {
            { Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Profil = 'Bbc' } -Quiet } |
                Should -Throw -ErrorId 'UnknownOption,*' -ExpectedMessage "*'Profil'*Did you mean 'Profile'?*"
        }

        It 'refuses a bad value of an option' {
            { Get-ChildItem *.srt | Start-Batch -Processor Srt -Options @{ Profile = 'Cinema' } -Quiet } |
                Should -Throw -ErrorId 'BadOptionValue,*' -ExpectedMessage '*Cinema*'
        }

        It 'refuses an unknown processor' {
            { Get-ChildItem *.srt | Start-Batch -Processor Srd -Quiet } | Should -Throw -ErrorId 'UnknownProcessor,*' -ExpectedMessage "*Did you mean 'Srt'?*"
        }

        It 'refuses a setting out of range by name, value, range and source' {
            { Get-ChildItem *.srt | Start-Batch -ThrottleLimit 0 -Quiet } |
                Should -Throw -ErrorId 'BadSettingValue,*' -ExpectedMessage "max_parallel_workers is '0' in parameter -ThrottleLimit; it takes *"
        }

        It 'refuses a processor and a block together' {
            { Get-ChildItem *.srt | Start-Batch { $_ } -Processor Srt } | Should -Throw -ErrorId 'TwoOperations,*'
        }

        It 'refuses no operation at all' {
            { Start-Batch -Quiet } | Should -Throw -ErrorId 'NoOperation,*'
        }

        It 'keeps name, tags and journal where it was told to' {
            $journal = Join-Path $folder own.journal
            $null = Get-ChildItem *.srt | Start-Batch -Quiet -Name nightly -Tag lectures, 2026 -JournalPath own.journal
            $run = Get-BatchRun -Last
            $run.Name | Should -Be 'nightly'
            $run.Tags | Should -Be @('lectures', '2026')
            $run.JournalPath | Should -Be $journal
            Test-Path -LiteralPath $journal | Should -BeTrue
        }

        It 'refuses a journal that is there already' {
            Set-Content own.journal 'mine'
            { Get-ChildItem *.srt | Start-Batch -Quiet -JournalPath own.journal } | Should -Throw -ErrorId 'JournalExists,*'
            Get-Content own.journal | Should -Be 'mine'
        }

        It 'refuses more than -MaxItem before the first item, where the files are found by path' {
            New-Subtitle "$folder/b.srt"
            { Start-Batch -Path *.srt -MaxItem 1 -Quiet } | Should -Throw -ErrorId 'TooManyItems,*'
            Test-Path processed/a.srt | Should -BeFalse
        }

        It 'takes no more than -MaxItem from the pipeline' {
            $results = 1..5 | Start-Batch { $_ } -MaxItem 3 -Ordered -Quiet -ErrorVariable refused -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue
            $results.Output | Should -Be @(1, 2, 3)
            "$refused$warned" | Should -BeLike '*3*'
            Get-BatchRun -Last | Assert-EveryItemCounted
        }

        It 'tells of each retry at Verbose' {
            $said = 'x' | Start-Batch { throw 'no' } -MaxRetry 1 -RetryDelay 0 -Quiet -Verbose -ErrorAction SilentlyContinue 4>&1 |
                Where-Object { $_ -is [Management.Automation.VerboseRecord] }
            "$said" | Should -BeLike "*'x': attempt 1 failed (ScriptFailed: 'x': no); next in 0 s.*"
        }

        It 'gives results in the order of the items with -Ordered' {
            $results = 1..40 | Start-Batch { if ($_ % 7 -eq 0) { Start-Sleep -Milliseconds 30 }; $_ } -Ordered -ThrottleLimit 4
            $results.Index | Should -Be (0..39)
        }

        It 'sends the last progress record as completed' {
            $records = [Management.Automation.PowerShell]::Create().AddScript({
                    param($module, $folder)
                    Import-Module $module
                    Set-Location -LiteralPath $folder
                    Get-ChildItem *.srt | Start-Batch
                }).AddArgument((Get-Module BatchPs).Path).AddArgument($folder)
            try {
                $null = $records.Invoke()
                $records.Streams.Progress[-1].RecordType | Should -Be 'Completed'
                $records.Streams.Progress[-1].StatusDescription | Should -BeLike '1/1 items | failed 0 | *'
            } finally { $records.Dispose() }
        }
    }
}
