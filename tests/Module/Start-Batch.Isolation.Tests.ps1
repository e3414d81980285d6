BeforeAll {
    # A parent that ignores a signal makes its children ignore it.
    $sigintIgnored = $IsLinux -and ([Convert]::ToUInt64((Select-String -Path /proc/self/status -Pattern '^SigIgn:\s*(\w+)').Matches[0].Groups[1].Value, 16) -shr 1 -band 1)
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    function Get-Descendant {
        <# Live or dead processes below a process, whatever they are called; on Linux. #>
        param([int] $Of = $PID)
        $parents = @{}
        foreach ($folder in [IO.Directory]::GetDirectories('/proc') | Where-Object { (Split-Path $_ -Leaf) -match '^\d+$' }) {
            try { $stat = [IO.File]::ReadAllText("$folder/stat") } catch [IO.IOException], [UnauthorizedAccessException] { continue }
            $fields = $stat.Substring($stat.LastIndexOf(')') + 2).Split(' ')
            $parents[[int](Split-Path $folder -Leaf)] = [int]$fields[1]
        }
        foreach ($id in @($parents.Keys)) {
            for ($up = $id; $parents.ContainsKey($up); $up = $parents[$up]) { if ($parents[$up] -eq $Of) { $id; break } }
        }
    }

    function Assert-NoChildLeft {
        <# Every process that a test made is gone, zombies included. #>
        Wait-Until { -not (Get-Descendant) } -Because 'worker processes to be gone' -Seconds 5
    }

    function Test-ProcessRunning([int] $Id) { Test-Path "/proc/$Id" }

    function Read-Id([string] $Path) {
        Wait-Until { (Test-Path $Path) -and [IO.File]::ReadAllText($Path).EndsWith("`n") } -Because "'$Path' to be written"
        [int][IO.File]::ReadAllText($Path)
    }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch -Isolation' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
        if ($IsLinux) { Assert-NoChildLeft }
    }

    Context 'choosing' {
        It 'shares a runspace between the items of a worker by default' {
            (1..3 | Start-Batch { $global:seen++; $PID } -ThrottleLimit 1 -Quiet).Output | Should -Be @($PID, $PID, $PID)
        }

        It 'opens a fresh runspace an item with <Name>' -TestCases @(
            @{ Name = '-Isolation Runspace'; Parameters = @{ Isolation = 'Runspace' } }
            @{ Name = '-UseNewRunspace'; Parameters = @{ UseNewRunspace = $true } }
            @{ Name = 'both'; Parameters = @{ UseNewRunspace = $true; Isolation = 'runspace' } }
        ) {
            $results = 1..4 | Start-Batch { $global:seen++; $global:seen; [runspace]::DefaultRunspace.InstanceId; $PID } -Ordered -Quiet @Parameters
            $results | ForEach-Object { $_.Output[0] } | Should -Be @(1, 1, 1, 1)
            $results | ForEach-Object { $_.Output[1] } | Sort-Object -Unique | Should -HaveCount 4
            $results | ForEach-Object { $_.Output[2] } | Should -Be @($PID, $PID, $PID, $PID)
        }

        It 'stops and replaces a fresh runspace at -ItemTimeout' {
            $results = 1..3 | Start-Batch { if ($_ -eq 2) { Start-Sleep 60 }; $_ } -ItemTimeout 0.5 -UseNewRunspace -Ordered -Quiet -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'ItemTimeout'
        }

        It 'refuses two isolations' {
            { 1 | Start-Batch { 1 } -UseNewRunspace -Isolation Process -Quiet } |
                Should -Throw '-UseNewRunspace is -Isolation Runspace, and -Isolation Process was given too.' -ErrorId 'TwoIsolations,*'
        }

        It 'refuses one for a processor' {
            New-Subtitle "$folder/a.srt"
            { Start-Batch -Path *.srt -Processor Srt -Isolation Process -Quiet } |
                Should -Throw 'A processor needs no isolation, and ''Process'' was given; it is a script block''s.' -ErrorId 'IsolationNeedsScript,*'
        }

        It 'is kept for a resume, and no part of the operation' {
            $null = 'x' | Start-Batch { if (-not (Test-Path flag)) { throw 'not yet' }; $PID } -Isolation Process -Quiet -ErrorAction SilentlyContinue
            Set-Content flag 1
            $again = Resume-Batch -Mode FailedOnly -Quiet
            $again.Status | Should -Be 'Succeeded'
            $again.Output | Should -Not -Be $PID
        }

        It 'is another for a resume that says so' {
            $null = 'x' | Start-Batch { if (-not (Test-Path flag)) { throw 'not yet' }; $PID } -Isolation Process -Quiet -ErrorAction SilentlyContinue
            Set-Content flag 1
            (Resume-Batch -Mode FailedOnly -Isolation Pool -Quiet).Output | Should -Be $PID
        }
    }

    Context 'a process a worker' {
        It 'is started once, reused, and gone at the end' {
            $ids = (1..20 | Start-Batch { $PID } -Isolation Process -ThrottleLimit 2 -Quiet).Output | Sort-Object -Unique
            $ids.Count | Should -BeIn @(1, 2)
            $ids | Should -Not -Contain $PID
            $ids | Where-Object { Test-ProcessRunning $_ } | Should -BeNullOrEmpty
        }

        It 'runs in the current location with the environment, and the values of $using: and expressions' {
            $env:BATCHTEST_GIVEN = 'here'
            $table = @{ inner = @{ word = 'deep' } }
            try {
                (1 | Start-Batch { (Get-Location).ProviderPath, $env:BATCHTEST_GIVEN, $using:table.inner.word } -Isolation Process -Quiet).Output |
                    Should -Be @($folder, 'here', 'deep')
            } finally { $env:BATCHTEST_GIVEN = $null }
        }

        It 'refuses a $using: value that is no data, before the first item' {
            $live = [IO.MemoryStream]::new()
            { 1 | Start-Batch { $stream = $using:live; $stream.Length } -Isolation Process -Quiet } | Should -Throw -ErrorId 'ValueNotSent,*' -ExpectedMessage (
                'The value of ''$using:live'' cannot be sent to a worker process (System.IO.MemoryStream); ' +
                '-Isolation Process takes data: texts, numbers, arrays, hashtables, custom objects.')
            { 1 | Test-Batch { ($using:live).Length } -Isolation Process } | Should -Throw -ErrorId 'ValueNotSent,*'
            { 1 | Start-Batch { ($using:live).Length } -Isolation Process -WhatIf } | Should -Throw -ErrorId 'ValueNotSent,*'
        }

        It 'refuses a value whose text is too long, and says what to do' {
            $long = 'x' * 1.5MB
            { 1 | Start-Batch { ($using:long).Length } -Isolation Process -Quiet } | Should -Throw -ErrorId 'ValueNotSent,*' -ExpectedMessage (
                'The value of ''$using:long'' cannot be sent to a worker process: its text is longer than it may be (* KB of at most 1024). ' +
                'Write it to a file, and give the block its path.')
        }

        It 'sends and answers texts, numbers and other scalars as they are' {
            $values = @(
                7, 7000000000, 0.1, 1.10d, "a$([char]0xD800)b$([char]0)`u{1F600}", '', $true, [char]'ä'
                [datetime]::new(2026, 3, 4, 5, 6, 7, [DateTimeKind]::Utc), [guid]'11112222-3333-4444-5555-666677778888'
            )
            $results = @($values | Start-Batch { $_.GetType().Name; $_ } -Isolation Process -Ordered -Quiet)
            $results | Should -HaveCount $values.Count
            for ($i = 0; $i -lt $values.Count; $i++) {
                $results[$i].Output[0] | Should -Be $values[$i].GetType().Name
                $results[$i].Output[1] | Should -BeOfType $values[$i].GetType()
                [string]::Equals("$($results[$i].Output[1])", "$($values[$i])", 'Ordinal') | Should -BeTrue
            }
        }

        It 'sends and answers null values and many of them' {
            (1 | Start-Batch { $null; 1..3000; $null } -Isolation Process -Quiet).Output | Should -HaveCount 3002
        }

        It 'gives objects as background jobs do: with their properties, without their methods' {
            $result = [pscustomobject]@{ Id = 1; Inner = @{ Word = 'deep' } } | Start-Batch { $_.Inner.Word; [pscustomobject]@{ Twice = $_.Id * 2 }; [version]'1.2' } -ItemKey Id -Isolation Process -Quiet
            $result.Output[0] | Should -Be 'deep'
            $result.Output[1].Twice | Should -Be 2
            $result.Output[2] | Should -Be ([version]'1.2')
        }

        It 'gives files as file objects that Get-Content takes' {
            Set-Content -LiteralPath '[a] b.txt' 'content'
            $result = Get-ChildItem *.txt | Start-Batch { $_.GetType().Name; $_ | Get-Content; $_ } -Isolation Process -Quiet
            $result.Output[0, 1] | Should -Be @('FileInfo', 'content')
            $result.Output[2] | Should -BeOfType ([IO.FileInfo])
            $result.Output[2].FullName | Should -Be (Join-Path $folder '[a] b.txt')
            (Start-Batch { $_.GetType().Name } -LiteralPath "$folder/[a] b.txt" -Isolation Process -Quiet).Output | Should -Be 'FileInfo'
        }

        It 'forwards <Stream>' -TestCases @(
            @{ Stream = 'warnings'; Block = { Write-Warning "from $_" }; Type = 'WarningRecord' }
            @{ Stream = 'information'; Block = { Write-Information "from $_" }; Type = 'InformationRecord' }
            @{ Stream = 'verbose messages'; Block = { $VerbosePreference = 'Continue'; Write-Verbose "from $_" }; Type = 'VerboseRecord' }
            @{ Stream = 'debug messages'; Block = { $DebugPreference = 'Continue'; Write-Debug "from $_" }; Type = 'DebugRecord' }
            @{ Stream = 'non-terminating errors'; Block = { Write-Error "from $_" }; Type = 'ErrorRecord' }
            @{ Stream = 'the host''s lines'; Block = { Write-Host "from $_" }; Type = 'InformationRecord' }
            @{ Stream = 'lines past PowerShell'; Block = { [Console]::WriteLine("from $_") }; Type = 'InformationRecord' }
            @{ Stream = 'error lines past PowerShell'; Block = { [Console]::Error.WriteLine("from $_") }; Type = 'InformationRecord' }
        ) {
            $DebugPreference = 'Continue'
            $all = 'here' | Start-Batch $Block -Isolation Process -Quiet -Verbose 2>&1 3>&1 4>&1 5>&1 6>&1
            @($all | Where-Object { $_.GetType().Name -eq $Type -and "$_" -eq 'from here' }) | Should -HaveCount 1
            @($all | Where-Object { $_.GetType().Name -eq 'BatchResult' }).Status | Should -Be 'Succeeded'
        }

        It 'forwards records while the item runs' {
            # The item ends only when its warning has arrived.
            $result = 1 | Start-Batch {
                Write-Warning 'now'
                $deadline = [datetime]::UtcNow.AddSeconds(20)
                while (-not (Test-Path arrived)) { if ([datetime]::UtcNow -gt $deadline) { throw 'in vain' }; Start-Sleep -Milliseconds 10 }
            } -Isolation Process -Quiet 3>&1 | ForEach-Object { if ("$_" -eq 'now') { Set-Content arrived 1 } else { $_ } }
            $result.Status | Should -Be 'Succeeded'
        }

        It 'is not disturbed by what programs of the block write' {
            $result = 1..3 | Start-Batch {
                $out = [Console]::OpenStandardOutput()
                $out.Write([byte[]](0, 255, 1, 2, 3, 10))
                Start-Process -NoNewWindow -Wait /bin/sh -ArgumentList '-c', '"echo loud; echo louder >&2; cat"'
                /bin/echo $_
            } -Isolation Process -Ordered -ThrottleLimit 1 -Quiet 6>$null
            $result.Output | Should -Be @('1', '2', '3')
        }

        It 'names script file and line of an error' {
            Set-Content block.ps1 @(
                '1..3 | Start-Batch -Isolation Process -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed {'
                '    if ($_ -eq 2) {'
                '        throw "no twos"'
                '    }'
                '    $PSScriptRoot'
                '}'
            )
            $results = . ./block.ps1
            $bad = $results | Where-Object Status -EQ Failed
            $bad.Error.Code | Should -Be 'ScriptFailed'
            $bad.Error.Message | Should -Be "'2': no twos"
            $bad.Error.File | Should -Be (Join-Path $folder block.ps1)
            $bad.Error.Line | Should -Be 3
            $bad.Error.Column | Should -Be 9
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'ScriptFailed,BatchPs.Module.StartBatchCommand'
            $failed[0].TargetObject | Should -Be 2
            $failed[0].CategoryInfo.Category | Should -Be 'OperationStopped'
            $failed[0].InvocationInfo.ScriptLineNumber | Should -Be 3
            $failed[0].InvocationInfo.ScriptName | Should -Be (Join-Path $folder block.ps1)
            $failed[0].ScriptStackTrace | Should -BeLike "at <ScriptBlock>, $(Join-Path $folder block.ps1): line 3*"
            ($results | Where-Object Status -EQ Succeeded).Output | Should -Be @($folder, $folder)
        }

        It 'gives a cmdlet''s own id for its terminating error, and the item as target of others' {
            $result = 'x' | Start-Batch { Write-Error 'beside'; Get-Item -LiteralPath ./nowhere -ErrorAction Stop } -Isolation Process -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $result.Error.Code | Should -Be 'PathNotFound'
            $failed[0].ToString() | Should -Be 'beside'
            $failed[0].TargetObject | Should -Be 'x'
        }

        It 'fails an item that leaves by <Word>, and runs the others' -TestCases @(
            @{ Word = 'exit'; Block = { if ($_ -eq 2) { exit 3 }; $_ } }
            @{ Word = 'break'; Block = { if ($_ -eq 2) { break }; $_ } }
        ) {
            $results = 1..3 | Start-Batch $Block -Isolation Process -Ordered -Quiet -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'ScriptExited'
        }
    }

    Context 'what a block can do, in a process' {
        It 'runs -Begin before and -End after the items of a worker, and passes on what they put out' {
            $start = 10
            $values = 1..3 | Start-Batch -Begin { $sum = @{ n = $using:start }; 'opened' } { $sum.n += $_; $_ } -End { "sum $($sum.n)" } -Isolation Process -ThrottleLimit 1 -Ordered -Quiet -ValueOnly
            $values | Should -Be @('opened', 1, 2, 3, 'sum 16')
        }

        It 'ends the run when -Begin fails' {
            $results = 1..3 | Start-Batch -Begin { throw 'no' } { $_ } -Isolation Process -ThrottleLimit 1 -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $results | Should -BeNullOrEmpty
            $failed[0].FullyQualifiedErrorId | Should -Be 'BeginFailed,BatchPs.Module.StartBatchCommand'
        }

        It 'writes its output at the path of $BatchItem, and sets metrics and facts' {
            $target = Join-Path $folder out
            $results = 'a', 'b' | ForEach-Object { Set-Content "$_.txt" $_; Get-Item "$_.txt" } | Start-Batch {
                Set-Content -LiteralPath $BatchItem.OutputPath "made of $($_.Name)"
                $BatchItem.SetMetric('size', 3); $BatchItem.SetFact('kind', 'text')
                if ($_.Name -eq 'b.txt') { throw 'half' }
                $BatchItem.FinalPath
            } -Destination $target -Isolation Process -ThrottleLimit 1 -Ordered -Quiet -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed')
            $results[0].OutputPath | Should -Be "$target/a.txt"
            $results[0].Output | Should -Be "$target/a.txt"
            Get-Content "$target/a.txt" | Should -Be 'made of a.txt'
            $results[0].Metrics['size'] | Should -Be 3
            $results[0].Facts['kind'] | Should -Be 'text'
            Get-ChildItem $target -Force | Should -HaveCount 1
        }

        It 'fails an item that asks for an output where there is no destination, with the host''s code' {
            $result = 'x' | Start-Batch { $BatchItem.OutputPath } -Isolation Process -Quiet -ErrorAction SilentlyContinue
            $result.Error.Code | Should -Be 'NoDestination'
        }

        It 'takes a chunk in one call' {
            $results = 1..6 | Start-Batch { @{ 1 = 'one'; 2 = 'two'; 3 = 'three'; 4 = 'four'; 5 = 'five'; 6 = $_.Count } } -PassChunk -ChunkSize 3 -Isolation Process -ThrottleLimit 1 -Ordered -Quiet -WarningAction SilentlyContinue
            $results.Output | Should -Be @('one', 'two', 'three', 'four', 'five', 3)
        }

        It 'fails the items of a chunk whose process dies' {
            $results = 1..6 | Start-Batch { if ($_[0] -eq 1) { kill -9 $PID; Start-Sleep 60 }; $table = @{}; $_ | ForEach-Object { $table[$_] = $_ }; $table } -PassChunk -ChunkSize 3 -Isolation Process -ThrottleLimit 1 -Ordered -Quiet -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Failed', 'Failed', 'Failed', 'Succeeded', 'Succeeded', 'Succeeded')
            $results[2].Error.Code | Should -Be 'WorkerProcessDied'
            $results[2].Error.Message | Should -BeLike "'3': the worker process * died before the item was finished: exit code 137 (signal 9)."
        }

        It 'takes chunks in fresh runspaces' {
            $results = 1..4 | Start-Batch { $global:seen++; $table = @{}; foreach ($one in $_) { $table[$one] = $global:seen }; $table } -PassChunk -ChunkSize 2 -UseNewRunspace -ThrottleLimit 1 -Ordered -Quiet
            $results.Output | Should -Be @(1, 1, 1, 1)
        }
    }

    Context 'a process that dies' -Skip:(-not $IsLinux) {
        It 'fails its item by <Name>, names the end, and the run goes on in another' -TestCases @(
            @{ Name = 'kill -9'; End = 'exit code 137 (signal 9).'; Block = { if ($_ -eq 2) { kill -9 $PID; Start-Sleep 60 }; $PID } }
            @{ Name = '[Environment]::Exit'; End = 'exit code 7.'; Block = { if ($_ -eq 2) { [Environment]::Exit(7) }; $PID } }
            @{ Name = 'FailFast'; End = "exit code 134 (signal 6). Its last error output:`nProcess terminated.`ngone wrong"; Block = { if ($_ -eq 2) { [Environment]::FailFast('gone wrong') }; $PID } }
        ) {
            $results = 1..3 | Start-Batch $Block -Isolation Process -ThrottleLimit 1 -Ordered -Quiet -ErrorAction SilentlyContinue 6>$null
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'WorkerProcessDied'
            $results[1].Error.Message | Should -Be "'2': the worker process $($results[0].Output[0]) died before the item was finished: $End"
            $results[2].Output | Should -Not -Be $results[0].Output
            Get-BatchRun -Last | Assert-EveryItemCounted
        }

        It 'takes along what its block had started' {
            $null = 1 | Start-Batch { $sleep = [Diagnostics.Process]::Start('sleep', '60'); "$($sleep.Id)`n" > sleep.id; kill -9 $PID; Start-Sleep 60 } -Isolation Process -Quiet -ErrorAction SilentlyContinue
            $id = Read-Id (Join-Path $folder sleep.id)
            Wait-Until { -not (Test-ProcessRunning $id) } -Because 'the program to be gone' -Seconds 5
        }

        It 'is killed when it has grown over -MemoryLimit' {
            $results = 1..3 | Start-Batch {
                if ($_ -eq 2) { $held = [Collections.Generic.List[object]]::new(); while ($true) { $part = [byte[]]::new(4MB); [array]::Fill($part, [byte]1); $held.Add($part) } }
                $_
            } -Isolation Process -MemoryLimit 128 -ThrottleLimit 1 -Ordered -Quiet -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'OutOfMemory'
            $results[1].Error.Message | Should -Be "'2': the worker process was ended because it grew by more than its limit of 128 MB."
        }

        It 'ends the run when none comes up' {
            $env:DOTNET_STARTUP_HOOKS = "$folder/none.dll"
            try {
                $results = 1..3 | Start-Batch { $_ } -Isolation Process -ThrottleLimit 1 -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed 6>$null
            } finally { $env:DOTNET_STARTUP_HOOKS = $null }
            $results | Should -BeNullOrEmpty
            $failed[0].FullyQualifiedErrorId | Should -Be 'WorkerProcessNotStarted,BatchPs.Module.StartBatchCommand'
            $failed[0].Exception.Message | Should -BeLike "The worker process '*pwsh' did not come up: exit code 134 (signal 6). Its last error output:*$folder/none.dll*"
            (Get-BatchRun -Last).State | Should -Be 'Faulted'
        }
    }

    Context 'an item that hangs' -Skip:(-not $IsLinux) {
        It 'is stopped at -ItemTimeout in <Name>' -TestCases @(
            @{ Name = 'a managed sleep that nothing interrupts'; Block = { if ($_ -eq 2) { [Threading.Thread]::Sleep(60000) }; $PID }; IsKilled = $true }
            @{ Name = 'a program'; Block = { if ($_ -eq 2) { sleep 60 }; $PID }; IsKilled = $false }
            @{ Name = 'a program that is started past PowerShell'; Block = { if ($_ -eq 2) { [Diagnostics.Process]::Start('sleep', '60').WaitForExit() }; $PID }; IsKilled = $true }
        ) {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $results = 1..3 | Start-Batch $Block -Isolation Process -ItemTimeout 1 -ThrottleLimit 1 -Ordered -Quiet -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'ItemTimeout'
            $results[1].Error.Message | Should -Be "'2' was not finished within its time limit of 1 s."
            $results[1].Duration.TotalSeconds | Should -BeLessThan 3
            ($results[2].Output[0] -ne $results[0].Output[0]) | Should -Be $IsKilled
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        }

        It 'is named where it cannot be stopped, with the way out' {
            $results = 1..2 | Start-Batch { if ($_ -eq 2) { [Threading.Thread]::Sleep(4000) }; $_ } -ItemTimeout 0.3 -ThrottleLimit 1 -Ordered -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $results[1].Error.Code | Should -Be 'ItemNotStopped'
            $failed[0].FullyQualifiedErrorId | Should -Be 'ItemNotStopped,BatchPs.Module.StartBatchCommand'
            $failed[0].Exception.Message | Should -Be "$($results[1].Error) With -Isolation Process the item's process would have been killed."
            Wait-Until { -not (Get-ChildItem /proc/$PID/task/*/comm | Where-Object { (Get-Content $_ -ErrorAction Ignore) -like 'BatchPs *' }) } -Because 'the thread that was left to end'
        }

        It 'does not keep a run that is stopped' {
            $taken = 1..4 | Start-Batch { if ($_ -gt 1) { [Threading.Thread]::Sleep(60000) }; $_ } -Isolation Process -ThrottleLimit 2 -ChunkSize 1 -Quiet | Select-Object -First 1
            $taken.Status | Should -Be 'Succeeded'
        }
    }

    Context 'the host''s end' -Skip:(-not $IsLinux) {
        It 'ends its processes and what they started, also by SIGKILL' {
            $process = Start-ModuleProcess -Folder $folder -Script '1..2 | Start-Batch { $sleep = [Diagnostics.Process]::Start("sleep", "60"); "$($sleep.Id)`n" > "sleep.$_"; "$PID`n" > "child.$_"; $sleep.WaitForExit() } -Isolation Process -ThrottleLimit 2 -ChunkSize 1 -Quiet'
            $ids = 'child.1', 'child.2', 'sleep.1', 'sleep.2' | ForEach-Object { Read-Id (Join-Path $folder $_) }
            $ids | Where-Object { -not (Test-ProcessRunning $_) } | Should -BeNullOrEmpty
            kill -9 $process.Id
            $process.WaitForExit()
            Wait-Until { -not ($ids | Where-Object { Test-ProcessRunning $_ }) } -Because 'workers of a killed host to end' -Seconds 5
        }

        It 'leaves no socket behind' {
            [IO.Directory]::GetFiles([IO.Path]::GetTempPath(), 'batchps-*-[ic]') | Should -BeNullOrEmpty
        }

        It 'keeps a Ctrl+C of the terminal away from its processes' {
            if ($sigintIgnored) { Set-ItResult -Skipped -Because 'the tests were started with SIGINT ignored (nohup, a background job)'; return }

            # A group of its own, as a terminal makes it. The item goes on in the grace time, when the signal has come.
            $script = Join-Path $folder host.ps1
            Set-Content -LiteralPath $script @(
                "Import-Module '$(Get-SandboxPath 'artifacts/module/BatchPs')'; Set-Location -LiteralPath '$folder'"
                'try { 1 | Start-Batch { "$PID`n" > child; while (-not (Test-Path gate)) { Start-Sleep -Milliseconds 10 }; "$PID`n" > done } -Isolation Process -Quiet -Name interrupted } finally { "$PID`n" > ended }'
            )
            $process = Start-Process setsid -ArgumentList 'pwsh', '-NoProfile', '-File', $script -PassThru -RedirectStandardOutput "$folder/out.txt" -RedirectStandardError "$folder/err.txt"
            $child = Read-Id (Join-Path $folder child)
            $hostId = [int](([IO.File]::ReadAllText("/proc/$child/stat") -replace '^.*\) ').Split(' ')[1])
            /bin/kill -INT -- "-$hostId"
            Wait-Until { (Get-BatchRun -Name interrupted).State -in 'Stopping', 'Running' } -Because 'the run to be live'
            Set-Content gate 1
            Read-Id (Join-Path $folder done) | Should -Be $child
            $process.WaitForExit(20000) | Should -BeTrue
            Wait-Until { -not (Test-ProcessRunning $hostId) -and -not (Test-ProcessRunning $child) } -Because 'host and worker to end'
        }

        It 'has each process in a session of its own' {
            $session = (1 | Start-Batch { ([IO.File]::ReadAllText("/proc/$PID/stat") -replace '^.*\) ').Split(' ')[3]; $PID } -Isolation Process -Quiet).Output
            $session[0] | Should -Be $session[1]
        }
    }
}
