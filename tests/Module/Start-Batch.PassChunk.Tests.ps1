BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch -PassChunk' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
        $one = @{ ThrottleLimit = 1; Ordered = $true; Quiet = $true; PassChunk = $true; ChunkSize = 4 }
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'answers' {
        It 'are taken from a dictionary by key' {
            $results = 1..4 | Start-Batch { $answers = @{}; foreach ($item in $_) { $answers[$item] = "v$item of $($_.Count)" }; $answers } @one
            $results.Output | Should -Be @('v1 of 4', 'v2 of 4', 'v3 of 4', 'v4 of 4')
        }

        It 'are taken from objects with the property of -ItemKey, or Key' {
            $items = 1..3 | ForEach-Object { [pscustomobject]@{ Id = "k$_" } }
            $results = $items | Start-Batch { $_ | ForEach-Object { [pscustomobject]@{ Id = $_.Id; Size = 5 } } } -ItemKey Id @one
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Succeeded')
            $results[2].Output[0].Size | Should -Be 5
            (1..2 | Start-Batch { $_ | ForEach-Object { [pscustomobject]@{ Key = $_; Value = $_ * 2 } } } @one).ForEach({ $_.Output[0].Value }) | Should -Be @(2, 4)
        }

        It 'name a file by relative path, full path or file object' {
            $source = New-Folder $folder -Subtitle 'a.srt', 'deep/b.srt'
            $files = Get-ChildItem $source -Recurse -File
            ($files | Start-Batch { @{ 'a.srt' = 1; 'deep/b.srt' = 2 } } -Root $source @one).Output | Should -Be @(1, 2)
            ($files | Start-Batch { foreach ($file in $_) { @{ $file.FullName = $file.Name } } } -Root $source @one).Output | Should -Be @('a.srt', 'b.srt')
            ($files | Start-Batch { foreach ($file in $_) { @{ $file = 1 } } } -Root $source @one).Output | Should -Be @(1, 1)
        }

        It 'are for each of equal items' {
            (3, 3, 4 | Start-Batch { @{ 3 = 'three'; 4 = 'four' } } @one).Output | Should -Be @('three', 'three', 'four')
        }

        It 'go down the pipeline bare with -ValueOnly' {
            1..4 | Start-Batch { foreach ($item in $_) { @{ $item = "v$item" } } } @one -ValueOnly | Should -Be @('v1', 'v2', 'v3', 'v4')
        }

        It 'come from a block with begin and process' {
            (1..4 | Start-Batch { begin { $calls = 0 } process { $calls++; foreach ($item in $_) { @{ $item = $calls } } } } @one).Output | Should -Be @(1, 1, 1, 1)
        }
    }

    Context 'what is wrong' {
        It 'fails an item without an answer' {
            $results = 1..4 | Start-Batch { @{ 1 = 'a'; 2 = 'b'; 4 = 'd' } } @one -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Failed', 'Succeeded')
            $results[2].Error.Code | Should -Be 'NotAnswered'
            $results[2].Error.Message | Should -Be "The script block gave no answer for '3' of its chunk of 4 items."
        }

        It 'warns of a key that is no item''s, and of an answer without one' {
            $null = 1..2 | Start-Batch { @{ 1 = 'a'; 2 = 'b' }; @{ 9 = 'q' }; 'junk' } @one -WarningVariable said -WarningAction SilentlyContinue
            $said | Should -HaveCount 2
            "$($said[0])" | Should -Be "The block answered '9', which is no item of its chunk of 2 items."
            "$($said[1])" | Should -Be "The block put out 'junk' for a chunk of 2 items, which names none of them; an answer is a dictionary of keys and values, or an object with the property 'Key' or that of -ItemKey."
        }

        It 'shows the beginning of an object that names no item, and the property that would' {
            $null = 1..2 | Start-Batch { @{ 1 = 'a'; 2 = 'b' }; [pscustomobject]@{ Size = 5; Text = 'x' * 200 }; $null } @one -WarningVariable said -WarningAction SilentlyContinue
            $wanted = "for a chunk of 2 items, which names none of them; an answer is a dictionary of keys and values, or an object with the property 'Key' or that of -ItemKey."
            "$($said[0])" | Should -Be "The block put out '@{Size=5; Text=$('x' * 85)$([char]0x2026)' $wanted"
            "$($said[1])" | Should -Be "The block put out `$null $wanted"

            $items = 'k1', 'k2' | ForEach-Object { [pscustomobject]@{ Id = $_ } }
            $null = $items | Start-Batch { foreach ($item in $_) { @{ $item.Id = 1 } }; [pscustomobject]@{ Size = 5 } } -ItemKey Id @one -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -Be "The block put out '@{Size=5}' for a chunk of 2 items, which names none of them; an answer is a dictionary of keys and values, or an object with the property 'Id' of -ItemKey, or 'Key'."
        }

        It 'fails what was not answered when the block ends by <Name>' -TestCases @(
            @{ Name = 'throw'; Block = { @{ 1 = 'a' }; @{ 2 = 'b' }; throw 'lost' }; Code = 'ScriptFailed' }
            @{ Name = 'exit'; Block = { @{ 1 = 'a' }; @{ 2 = 'b' }; exit 3 }; Code = 'ScriptExited' }
            @{ Name = 'Close of its runspace'; Block = { @{ 1 = 'a' }; @{ 2 = 'b' }; [runspace]::DefaultRunspace.Close() }; Code = 'ScriptStopped' }
        ) {
            $results = 1..4 | Start-Batch $Block @one -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Failed', 'Failed')
            $results[2..3].Error.Code | Should -Be @($Code, $Code)
        }

        It 'shows an error that no item is left to fail with' {
            $results = 1..2 | Start-Batch { @{ 1 = 'a'; 2 = 'b' }; throw 'too late' } @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            $failed | Should -HaveCount 1
            "$($failed[0])" | Should -Be 'too late'
        }
    }

    Context '$BatchItem' {
        It 'is the chunk''s items' {
            $results = 1..4 | Start-Batch {
                $BatchItem[0].SetMetric('size', 2)
                $BatchItem[1].Fail('no good')
                $BatchItem[2].Skip('Old')
                foreach ($one in $BatchItem) { @{ $one.Key = "$($one.Index) $($one.Value)" } }
            } @one -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Skipped', 'Succeeded')
            $results[0].Metrics['size'] | Should -Be 2
            $results[1].Error.Message | Should -Be "'2': no good"
            $results[2].Reason | Should -Be 'Old'
            $results[3].Output | Should -Be '3 4'
        }

        It 'writes each item''s output' {
            $source = New-Folder $folder -Subtitle a.srt, b.srt
            $results = Get-ChildItem $source | Start-Batch { foreach ($one in $BatchItem) { Set-Content -LiteralPath $one.OutputPath $one.Key; @{ $one.Key = 1 } } } @one -Root $source -Destination (Join-Path $folder out)
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            Get-Content (Join-Path $folder out a.srt), (Join-Path $folder out b.srt) | Should -Be @('a.srt', 'b.srt')
        }
    }

    It 'says of each item that the call took too long' {
        $results = 1..2 | Start-Batch { Start-Sleep 60 } @one -ItemTimeout 1 -ErrorAction SilentlyContinue
        $results.Error.Code | Should -Be @('ItemTimeout', 'ItemTimeout')
        $results[0].Error.Message | Should -Be "'1': the call for its chunk of 2 items was not finished within its time limit of 1 s."
    }

    It 'holds in a resume' {
        1..3 | Start-Batch { @{ 1 = 'a' } } @one -ErrorAction SilentlyContinue | Out-Null
        $again = Resume-Batch -Last -Mode FailedOnly -Quiet -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $again.Error.Code | Should -Be @('NotAnswered', 'NotAnswered')
    }
}
