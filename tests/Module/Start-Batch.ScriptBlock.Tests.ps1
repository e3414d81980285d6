BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch with a script block' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'what the block sees' {
        It 'has the item in $_ and $PSItem' {
            (1..3 | Start-Batch { "$_ $PSItem" } -Ordered -Quiet).Output | Should -Be @('1 1', '2 2', '3 3')
        }

        It 'has a file object for a piped file and for one found by path' {
            New-Subtitle "$folder/[a] b.srt"
            (Get-ChildItem *.srt | Start-Batch { $_.GetType().Name, $_.Name } -Quiet).Output | Should -Be @('FileInfo', '[a] b.srt')
            (Start-Batch { $_.GetType().Name, $_.Name } -Path *.srt -Quiet).Output | Should -Be @('FileInfo', '[a] b.srt')
        }

        It 'has a directory that was piped' {
            $null = New-Item -ItemType Directory inner
            (Get-ChildItem -Directory | Start-Batch { $_.GetType().Name } -Quiet).Output | Should -Be 'DirectoryInfo'
        }

        It 'has the whole piped object, properties included' {
            (@{ Word = 'one' }, @{ Word = 'two' } | ForEach-Object { [pscustomobject] $_ } | Start-Batch { $_.Word } -Ordered -Quiet).Output | Should -Be @('one', 'two')
        }

        It 'has the values of $using: variables and expressions' {
            $factor = 3
            $table = @{ inner = @{ word = 'deep' }; list = 5, 6 }
            $result = 2 | Start-Batch { $_ * $using:factor; $using:table.inner.word; $using:table['list'][1]; & { $using:factor } } -Quiet
            $result.Output | Should -Be @(6, 'deep', 6, 3)
        }

        It 'refuses a $using: variable that the session does not have, before the first item' {
            { 1 | Start-Batch { $using:notThere.Length } -Quiet } |
                Should -Throw 'The block names ''$using:notThere.Length'', but the session has no variable ''notThere''.' -ErrorId 'UsingVariableIsUndefined,*'
        }

        It 'leaves $using: of a command inside the block to that command' {
            $empty = $null
            (1 | Start-Batch { $inner = 5; $_ | ForEach-Object -Parallel { $using:inner }; $null -eq $using:empty } -Quiet).Output | Should -Be @(5, $true)
        }

        It 'has the values of $using: inside a function of a script' {
            function Invoke-Local { param($Suffix) 'a' | Start-Batch { "$_$using:Suffix" } -Quiet }
            (Invoke-Local -Suffix '!').Output | Should -Be 'a!'
        }

        It 'runs in the current directory' {
            (1 | Start-Batch { (Get-Location).ProviderPath } -Quiet).Output | Should -Be $folder
        }

        It 'does not see the caller''s variables without $using:' {
            $hidden = 'secret'
            (1 | Start-Batch { $null -eq $hidden } -Quiet).Output | Should -Be $true
            $hidden | Should -Be 'secret'
        }

        It 'keeps its variables between the items of a worker out of the next item' {
            (1..3 | Start-Batch { $null -eq $left; $left = $_ } -ThrottleLimit 1 -Ordered -Quiet).Output | Should -Be @($true, $true, $true)
        }
    }

    Context 'what the block gives' {
        It 'puts everything it writes into .Output' {
            $result = 'x' | Start-Batch { 1; 'two'; @(3, 4); $null; [pscustomobject]@{ Five = 5 } } -Quiet
            $result.Output | Should -HaveCount 6
            $result.Output[0..3] | Should -Be @(1, 'two', 3, 4)
            $result.Output[5].Five | Should -Be 5
        }

        It 'succeeds without output' {
            $result = 'x' | Start-Batch { } -Quiet
            $result.Status | Should -Be 'Succeeded'
            $result.Output | Should -HaveCount 0
        }

        It 'returns early with return' {
            $result = 'x' | Start-Batch { 'before'; return; 'after' } -Quiet
            $result.Status | Should -Be 'Succeeded'
            $result.Output | Should -Be 'before'
        }

        It 'forwards <Stream>' -TestCases @(
            @{ Stream = 'warnings'; Block = { Write-Warning "from $_" }; Type = 'WarningRecord' }
            @{ Stream = 'information'; Block = { Write-Information "from $_" }; Type = 'InformationRecord' }
            @{ Stream = 'verbose messages'; Block = { $VerbosePreference = 'Continue'; Write-Verbose "from $_" }; Type = 'VerboseRecord' }
            @{ Stream = 'non-terminating errors'; Block = { Write-Error "from $_" }; Type = 'ErrorRecord' }
            @{ Stream = 'the host''s lines'; Block = { Write-Host "from $_" }; Type = 'InformationRecord' }
        ) {
            $all = 'here' | Start-Batch $Block -Quiet -Verbose 2>&1 3>&1 4>&1 6>&1
            $records = @($all | Where-Object { $_.GetType().Name -eq $Type -and "$_" -eq 'from here' })
            $records | Should -HaveCount 1
            @($all | Where-Object { $_.GetType().Name -eq 'BatchResult' }).Status | Should -Be 'Succeeded'
        }
    }

    Context 'what ends the block' {
        It 'fails the item that throws, with script file and line' {
            Set-Content block.ps1 @(
                '1..3 | Start-Batch -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed {'
                '    if ($_ -eq 2) {'
                '        throw "no twos"'
                '    }'
                '}'
            )
            $results = . ./block.ps1
            $results | Should -HaveCount 3
            $bad = $results | Where-Object Status -EQ Failed
            $bad.Name | Should -Be '2'
            $bad.Error.Code | Should -Be 'ScriptFailed'
            $bad.Error.Message | Should -Be "'2': no twos"
            $bad.Error.File | Should -Be (Join-Path $folder block.ps1)
            $bad.Error.Line | Should -Be 3
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'ScriptFailed,BatchPs.Module.StartBatchCommand'
            $failed[0].TargetObject | Should -Be 2
            $failed[0].CategoryInfo.Category | Should -Be 'OperationStopped'
        }

        It 'has one code for whatever is thrown: <Name>' -TestCases @(
            @{ Name = 'a word'; Block = { throw 'no' } }
            @{ Name = 'a sentence'; Block = { throw 'no, not now' } }
            @{ Name = 'an exception'; Block = { throw [System.IO.IOException]::new('no') } }
            @{ Name = 'nothing'; Block = { throw } }
        ) {
            $result = 'x' | Start-Batch $Block -Quiet -ErrorAction SilentlyContinue
            $result.Error.Code | Should -Be 'ScriptFailed'
            $result.Error.Category | Should -Be 'Script'
        }

        It 'gives a cmdlet''s own id for its terminating error' {
            $result = 'x' | Start-Batch { Get-Item -LiteralPath ./nowhere -ErrorAction Stop } -Quiet -ErrorAction SilentlyContinue
            $result.Status | Should -Be 'Failed'
            $result.Error.Code | Should -Be 'PathNotFound'
        }

        It 'fails an item that leaves by <Word>, and runs the others' -TestCases @(
            @{ Word = 'exit'; Block = { if ($_ -eq 2) { exit 3 }; $_ } }
            @{ Word = 'break'; Block = { if ($_ -eq 2) { break }; $_ } }
            @{ Word = 'continue'; Block = { if ($_ -eq 2) { continue }; $_ } }
        ) {
            $results = 1..4 | Start-Batch $Block -Ordered -ThrottleLimit 2 -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded', 'Succeeded')
            $results[1].Error.Code | Should -Be 'ScriptExited'
            $failed | Should -HaveCount 1
        }

        It 'interrupts an item at -ItemTimeout and goes on' {
            $results = 1..3 | Start-Batch { if ($_ -eq 2) { Start-Sleep 60 }; $_ } -ItemTimeout 0.3 -Ordered -Quiet -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'ItemTimeout'
        }
    }

    Context 'retries' {
        It 'does not retry a block unless asked' {
            $result = 'x' | Start-Batch { throw 'always' } -Quiet -ErrorAction SilentlyContinue
            $result.Attempts | Should -Be 1
        }

        It 'retries with -MaxRetry, calls -OnRetry and keeps the earlier errors' {
            $notices = [Collections.Generic.List[object]]::new()
            $log = Join-Path $folder tries.log
            $result = 'x' | Start-Batch {
                [IO.File]::AppendAllText($using:log, "try`n")
                if ([IO.File]::ReadAllLines($using:log).Count -lt 3) { throw 'not yet' }
                'done'
            } -MaxRetry 5 -RetryDelay 0.01 -OnRetry { $notices.Add($_) } -Quiet
            $result.Status | Should -Be 'Succeeded'
            $result.Attempts | Should -Be 3
            $result.Retried.Message | Should -Be @("'x': not yet", "'x': not yet")
            $notices.Attempt | Should -Be @(1, 2)
            $notices[0].Name | Should -Be 'x'
        }

        It 'retries only what -RetryOn names' {
            $result = 'x' | Start-Batch { throw 'always' } -MaxRetry 2 -RetryDelay 0.01 -RetryOn Timeout -Quiet -ErrorAction SilentlyContinue
            $result.Attempts | Should -Be 1
        }
    }

    Context 'in parallel' {
        It 'runs as many items at a time as -ThrottleLimit says' {
            # Each item waits until all four are there: fewer at a time would never finish.
            $results = 1..4 | Start-Batch {
                [IO.File]::WriteAllText((Join-Path $using:folder "$_.here"), '')
                $deadline = [datetime]::UtcNow.AddSeconds(20)
                while ([IO.Directory]::GetFiles($using:folder, '*.here').Count -lt 4) {
                    if ([datetime]::UtcNow -gt $deadline) { throw 'alone' }
                    [Threading.Thread]::Sleep(5)
                }
            } -ThrottleLimit 4 -ChunkSize 1 -Quiet
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Succeeded', 'Succeeded')
        }

        It 'runs beside other runs of the same session' {
            $module = (Get-Module BatchPs).Path
            $counts = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:module
                (1..50 | Start-Batch { $_ } -Quiet -ThrottleLimit 2 | Where-Object Status -EQ Succeeded).Count
            }
            $counts | Should -Be @(50, 50, 50, 50)
            Get-BatchRun -First 4 | Assert-EveryItemCounted
        }

        It 'runs in the block of another run' {
            $module = (Get-Module BatchPs).Path
            (1..2 | Start-Batch { Import-Module $using:module; (1..3 | Start-Batch { $_ } -Quiet).Count } -Quiet).Output | Should -Be @(3, 3)
        }

        It 'never runs more' {
            $results = 1..30 | Start-Batch {
                $mine = Join-Path $using:folder "$_.now"
                [IO.File]::WriteAllText($mine, '')
                [Threading.Thread]::Sleep(5)
                [IO.Directory]::GetFiles($using:folder, '*.now').Count
                [IO.File]::Delete($mine)
            } -ThrottleLimit 2 -Quiet
            ($results.Output | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 2
        }
    }

    Context 'identity' {
        It 'knows an object by its -ItemKey' {
            $objects = [pscustomobject]@{ Id = 'k1' }, [pscustomobject]@{ Id = 'k2' }
            $objects | Start-Batch { 1 } -ItemKey Id -Ordered -Quiet | ForEach-Object Name | Should -Be @('k1', 'k2')
            $objects | Start-Batch { 1 } -ItemKey { "key-$($_.Id)" } -Ordered -Quiet | ForEach-Object Name | Should -Be @('key-k1', 'key-k2')
        }

        It 'refuses an object without the key' {
            { [pscustomobject]@{ Other = 1 } | Start-Batch { 1 } -ItemKey Id -Quiet } | Should -Throw -ErrorId 'NoItemKey,*'
        }

        It 'refuses an object without a path for a processor' {
            { [pscustomobject]@{ Other = 1 } | Start-Batch -Processor Srt -Quiet } | Should -Throw -ErrorId 'NotAFile,*'
        }
    }
}
