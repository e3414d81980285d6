BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch and $BatchItem' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
        $one = @{ ThrottleLimit = 1; Ordered = $true; Quiet = $true }
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'what it says' {
        It 'has index, key, attempt, value and cancellation' {
            (Start-Batch { "$($BatchItem.Index) $($BatchItem.Key) $($BatchItem.Name) $($BatchItem.Attempt) $($BatchItem.Value) $($BatchItem.Cancellation.IsCancellationRequested)" } -Path "$(New-Folder $folder -Subtitle a.srt)/*" -Root $folder @one).Output |
                Should -BeLike '0 */a.srt */a.srt 1 *a.srt False'
            ('x', 'y' | Start-Batch { "$($BatchItem.Index) $($BatchItem.Key) [$($BatchItem.Path)]" } @one).Output | Should -Be @('0 x []', '1 y []')
        }

        It 'is seen by functions and by blocks with process' {
            ('x' | Start-Batch { function Get-It { $BatchItem.Key }; Get-It } @one).Output | Should -Be 'x'
            ('x', 'y' | Start-Batch { process { $BatchItem.Key } } @one).Output | Should -Be @('x', 'y')
        }

        It 'is shown without being asked for its output, with -Isolation <Isolation>' -TestCases @(
            @{ Isolation = 'Pool' }
            @{ Isolation = 'Runspace' }
            @{ Isolation = 'Process' }
        ) {
            $null = New-Item -ItemType File (Join-Path $folder a.txt)
            $block = { $BatchItem | Out-String; $BatchItem | Format-Table | Out-String; "$BatchItem"; $BatchItem }
            foreach ($results in @(
                    , ('x' | Start-Batch $block @one -Isolation $Isolation)
                    , (Get-Item a.txt | Start-Batch $block -Destination out @one -Isolation $Isolation))) {
                $results.Status | Should -Be 'Succeeded'
                $results.Output[0] | Should -Match "(?s)Index +: 0.*Key +: $([regex]::Escape($results.Name)).*FinalPath +:"
                $results.Output[0] | Should -Not -Match 'OutputPath'
                $results.Output[1] | Should -Match 'Index Key'
                $results.Output[1] | Should -Not -Match 'OutputPath'
                $results.Output[2] | Should -Be $results.Name
            }
        }

        It 'counts attempts' {
            $result = 'x' | Start-Batch { if ($BatchItem.Attempt -lt 3) { throw 'again' }; $BatchItem.Attempt } -MaxRetry 5 -RetryDelay 0.01 @one
            $result.Output | Should -Be 3
        }

        It 'cannot be used for another item''s sake' {
            $results = 1..2 | Start-Batch -Begin { $kept = @{} } { if ($kept.last) { $kept.last.SetMetric('m', 1) }; $kept.last = $BatchItem } @one -FailOnError -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed')
            $results[1].Error.Code | Should -Be 'ItemIsOver'
        }
    }

    Context 'what it does' {
        It 'sets metrics and facts on the result' {
            $result = 'x' | Start-Batch { $BatchItem.SetMetric('lines', 3); $BatchItem.SetFact('kind', 'short') } @one
            $result.Metrics['lines'] | Should -Be 3
            $result.Facts['kind'] | Should -Be 'short'
        }

        It 'skips an item with a reason' {
            $results = 1..2 | Start-Batch { if ($_ -eq 1) { $BatchItem.Skip('Empty'); return }; $_ } @one
            $results.Status | Should -Be @('Skipped', 'Succeeded')
            $results[0].Reason | Should -Be 'Empty'
        }

        It 'skips an item without one as <Name>' -TestCases @(
            @{ Name = 'Skip()'; Block = { $BatchItem.Skip() } }
            @{ Name = 'Skip of nothing'; Block = { $BatchItem.Skip($null) } }
        ) {
            $result = 1 | Start-Batch $Block @one
            $result.Status | Should -Be 'Skipped'
            $result.Reason | Should -Be 'SkippedByBlock'
        }

        It 'fails an item with a message' {
            $result = 1 | Start-Batch { $BatchItem.Fail('not good'); 'goes on' } @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $result.Status | Should -Be 'Failed'
            $result.Error.Code | Should -Be 'FailedByBlock'
            $result.Error.Message | Should -Be "'1': not good"
            $failed | Should -HaveCount 1
        }

        It 'refuses a metric that is no finite number' {
            $result = 'x' | Start-Batch { $BatchItem.SetMetric('m', [double]::NaN) } @one -FailOnError -ErrorAction SilentlyContinue
            $result.Error.Code | Should -Be 'BadMetric'
            $result.Error.Message | Should -BeLike "*The metric 'm' of 'x' is NaN; it takes finite numbers between -1E+18 and 1E+18.*"
        }

        It 'takes progress' {
            ('x' | Start-Batch { $BatchItem.ReportProgress(1, 2); 'ok' } @one).Output | Should -Be 'ok'
        }
    }

    Context 'OutputPath' {
        BeforeEach {
            $source = New-Folder $folder -Subtitle a.srt, b.srt
            $target = Join-Path $folder out
            $to = @{ Root = $source; Destination = $target }
        }

        It 'appears at the destination when the block succeeds' {
            $results = Get-ChildItem $source | Start-Batch { Set-Content -LiteralPath $BatchItem.OutputPath "made of $($_.Name)"; $BatchItem.FinalPath } @to @one
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            $results.OutputPath | Should -Be @("$target/a.srt", "$target/b.srt")
            $results.Output | Should -Be $results.OutputPath
            Get-Content "$target/b.srt" | Should -Be 'made of b.srt'
        }

        It 'is not there before, has the extension and stays the same for the attempt' {
            $result = Get-Item "$source/a.srt" | Start-Batch {
                $path = $BatchItem.OutputPath
                Set-Content -LiteralPath $path 'x'
                [IO.Path]::GetExtension($path); $path -eq $BatchItem.OutputPath; Test-Path $BatchItem.FinalPath
            } @to @one
            $result.Output | Should -Be @('.srt', $true, $false)
        }

        It 'leaves nothing when the block <Name>' -TestCases @(
            @{ Name = 'throws'; End = { Set-Content -LiteralPath $BatchItem.OutputPath 'half'; throw 'no' } }
            @{ Name = 'exits'; End = { Set-Content -LiteralPath $BatchItem.OutputPath 'half'; exit 1 } }
            @{ Name = 'skips the item'; End = { Set-Content -LiteralPath $BatchItem.OutputPath 'half'; $BatchItem.Skip('Half') } }
        ) {
            $null = Get-ChildItem $source | Start-Batch $End @to @one -ErrorAction SilentlyContinue
            Get-ChildItem $target -Force -File -Recurse -ErrorAction Ignore | Should -BeNullOrEmpty
        }

        It 'fails the item when it is asked for and nothing is written, with -Isolation <Isolation>' -TestCases @(
            @{ Isolation = 'Pool' }
            @{ Isolation = 'Runspace' }
            @{ Isolation = 'Process' }
        ) {
            foreach ($time in 1, 2) {
                $results = Get-ChildItem $source | Start-Batch {
                    $path = $BatchItem.OutputPath
                    if ($_.Name -eq 'b.srt') { $BatchItem.Skip('Empty') }
                } @to @one -Isolation $Isolation -ErrorAction SilentlyContinue
                $results.Status | Should -Be @('Failed', 'Skipped')
                $results[0].Error.Code | Should -Be 'OutputNotWritten'
                $results[0].Error.Category | Should -Be 'Script'
                $results[0].Error.Message | Should -Be "The output path of 'a.srt' was asked for, and no file was written there. An operation that writes none skips the item, or does not ask."
            }
        }

        It 'fails only those of a chunk that are asked for and not written' {
            $results = Get-ChildItem $source | Start-Batch {
                foreach ($one in $BatchItem) { $path = $one.OutputPath; @{ $one.Key = 1 } }
                Set-Content -LiteralPath $path x
            } @to @one -PassChunk -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Failed', 'Succeeded')
            $results[0].Error.Code | Should -Be 'OutputNotWritten'
        }

        It 'fails an item that is no file, where there is a destination' {
            $result = 'x' | Start-Batch { $BatchItem.OutputPath } -Destination $target @one -ErrorAction SilentlyContinue
            $result.Error.Code | Should -Be 'ItemHasNoFile'
            $result.Error.Message | Should -Be "'x' is no file, so it has no place in the tree of the destination '$target'. Write its output elsewhere, or pipe files."
        }

        It 'fails the item where there is no destination' {
            $result = 'x' | Start-Batch { $BatchItem.OutputPath } @one -ErrorAction SilentlyContinue
            $result.Status | Should -Be 'Failed'
            $result.Error.Code | Should -Be 'NoDestination'
            $result.Error.Message | Should -Be "The operation writes an output for 'x', but the run has no destination. Give it the directory that outputs go to."
        }
    }
}
