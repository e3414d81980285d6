BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch with named blocks, -Begin and -End' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
        $one = @{ ThrottleLimit = 1; Ordered = $true; Quiet = $true }
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'a block with begin, process and end' {
        It 'runs begin and end once a worker and process once an item' {
            $values = 1..3 | Start-Batch { begin { $n = 0; 'begin' } process { $n++; "$_ is $n" } end { "end $n" } } @one -ValueOnly
            $values | Should -Be @('begin', '1 is 1', '2 is 2', '3 is 3', 'end 3')
        }

        It 'gives an item what process put out for it, and says how much begin and end put out' {
            $results = 1..2 | Start-Batch { begin { 'b' } process { $_ * 2; $_ * 3 } end { 'e' } } @one -WarningVariable said -WarningAction SilentlyContinue
            $results[1].Output | Should -Be @(4, 6)
            "$said" | Should -Be '2 values that -Begin, -End, begin or end put out in a worker belong to no item and were not passed on; with -ValueOnly they are.'
        }

        It 'runs clean' {
            1 | Start-Batch { process { $_ } clean { Write-Warning 'cleaned' } } @one -WarningVariable said -WarningAction SilentlyContinue | Out-Null
            "$said" | Should -Be 'cleaned'
        }

        It 'begins anew after <Name>, which fails one item' -TestCases @(
            @{ Name = 'throw'; Block = { begin { $n = 0 } process { $n++; if ($_ -eq 2) { throw 'no twos' }; "$_/$n" } }; Code = 'ScriptFailed' }
            @{ Name = 'exit'; Block = { begin { $n = 0 } process { $n++; if ($_ -eq 2) { exit 3 }; "$_/$n" } }; Code = 'ScriptExited' }
            @{ Name = 'break'; Block = { begin { $n = 0 } process { $n++; if ($_ -eq 2) { break }; "$_/$n" } }; Code = 'ScriptExited' }
        ) {
            $results = 1..4 | Start-Batch $Block @one -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded', 'Succeeded')
            $results[1].Error.Code | Should -Be $Code
            $results.Output | Should -Be @('1/1', '3/1', '4/2')
        }

        It 'goes on in a fresh runspace after a time limit' {
            $results = 1..3 | Start-Batch { process { if ($_ -eq 2) { Start-Sleep 60 }; $_ } } -ItemTimeout 0.3 @one -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'ItemTimeout'
        }

        It 'attributes errors and warnings to the item' {
            $results = 1..2 | Start-Batch { process { if ($_ -eq 2) { Write-Error 'soft'; Write-Warning 'careful' }; $_ } } @one -ErrorVariable failed -ErrorAction SilentlyContinue -WarningVariable said -WarningAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            $failed | Should -HaveCount 1
            $failed[0].TargetObject | Should -Be 2
            "$said" | Should -Be 'careful'
        }

        It 'has the values of $using: in each of its blocks' {
            $factor = 5
            (1..2 | Start-Batch { begin { $mine = $using:factor } process { $_ * $mine * $using:factor } } @one).Output | Should -Be @(25, 50)
        }
    }

    Context 'in a constrained session' {
        It 'stays constrained with <Name>' -TestCases @(
            @{ Name = 'a plain block'; Command = 'Start-Batch { $ExecutionContext.SessionState.LanguageMode; [IO.File]::Exists(0) }' }
            @{ Name = 'process'; Command = 'Start-Batch { begin { } process { $ExecutionContext.SessionState.LanguageMode; [IO.File]::Exists(0) } }' }
            @{ Name = '-PassChunk'; Command = 'Start-Batch { @{ 1 = $ExecutionContext.SessionState.LanguageMode }; [IO.File]::Exists(0) } -PassChunk' }
        ) {
            Set-Content run.ps1 @(
                "Import-Module '$(Get-SandboxPath artifacts/module/BatchPs)'"
                '$ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"'
                "`$result = 1 | $Command -Quiet -ErrorVariable failed -ErrorAction SilentlyContinue"
                '"$($result.Output)"; $failed.Count; $failed[0].FullyQualifiedErrorId'
            )
            $said = pwsh -NoProfile -File ./run.ps1
            $said | Should -Be @('ConstrainedLanguage', '1', 'MethodInvocationNotSupportedInConstrainedLanguage')
        }
    }

    Context 'parameters' {
        It 'binds items to a parameter that takes pipeline input' {
            (1..2 | Start-Batch { [CmdletBinding()] param([Parameter(ValueFromPipeline)] [int] $Number) process { "$Number $($Number.GetType().Name)" } } @one).Output |
                Should -Be @('1 Int32', '2 Int32')
        }

        It 'binds properties' {
            $objects = [pscustomobject]@{ A = 1; B = 'x' }, [pscustomobject]@{ A = 2; B = 'y' }
            ($objects | Start-Batch { param([Parameter(ValueFromPipelineByPropertyName)] $A, [Parameter(ValueFromPipelineByPropertyName)] $B) process { "$A-$B" } } @one).Output |
                Should -Be @('1-x', '2-y')
        }

        It 'binds each item where the body is not named' {
            (1..3 | Start-Batch { param([Parameter(ValueFromPipeline)] $Number) $Number + 1 } @one).Output | Should -Be @(2, 3, 4)
        }

        It 'fails an item that finds no parameter' {
            $results = 'word', 1 | Start-Batch { param([Parameter(ValueFromPipeline)] [int] $Number) process { $Number } } @one -ErrorAction SilentlyContinue -ErrorVariable failed
            $results.Status | Should -Be @('Failed', 'Succeeded')
            $results[0].Error.Code | Should -Be 'InputObjectNotBound'
            $failed | Should -HaveCount 1
        }

        It 'has items in $_ of an advanced block without such a parameter' {
            (1..2 | Start-Batch { [CmdletBinding()] param() process { "item $_" } } @one).Output | Should -Be @('item 1', 'item 2')
        }

        It 'refuses an advanced block whose named blocks would get no item' {
            { 1 | Start-Batch { [CmdletBinding()] param() begin { } process { $_ } } @one } |
                Should -Throw -ErrorId 'BlockTakesNoInput,*' -ExpectedMessage 'The script block has [[]CmdletBinding()[]] or [[]Parameter()[]], but no parameter takes its items. Mark one with [[]Parameter(ValueFromPipeline)[]], or leave the attributes out and use $_.'
        }

        It 'runs a filter' {
            filter Get-Double { $_ * 2 }
            (1..3 | Start-Batch ${function:Get-Double} @one).Output | Should -Be @(2, 4, 6)
        }

        It 'refuses a block without process: <Name>' -TestCases @(
            @{ Name = 'only end'; Block = { end { 1 } } }
            @{ Name = 'only begin'; Block = { begin { 1 } } }
            @{ Name = 'begin and end'; Block = { begin { 1 } end { 2 } } }
        ) {
            { 1 | Start-Batch $Block @one } | Should -Throw -ErrorId 'BlockWithoutProcess,*' -ExpectedMessage (
                'The script block has named blocks but no process block, so nothing in it is done to an item. Put what is to be done to each into ''process { }''.')
        }
    }

    Context '-Begin and -End' {
        It 'run once a worker, with variables that the block sees and End puts out' {
            $start = 10
            $values = 1..3 | Start-Batch -Begin { $sum = @{ n = $using:start }; 'opened' } { $sum.n += $_; $_ } -End { "sum $($sum.n)" } @one -ValueOnly
            $values | Should -Be @('opened', 1, 2, 3, 'sum 16')
        }

        It 'keep a variable of theirs that an item sets' {
            $values = 1..3 | Start-Batch -Begin { $count = 0 } { $script:count++ } -End { $count } @one -ValueOnly
            $values | Should -Be 3
        }

        It 'run in each worker' {
            $log = Join-Path $folder workers.log
            $results = 1..2 | Start-Batch -Begin { [IO.File]::WriteAllText("$using:log.$([guid]::NewGuid())", '') } {
                $deadline = [datetime]::UtcNow.AddSeconds(20)
                while (@(Get-ChildItem "$using:log.*").Count -lt 2) { if ([datetime]::UtcNow -gt $deadline) { throw 'alone' }; Start-Sleep -Milliseconds 5 }
            } -ThrottleLimit 2 -Quiet
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            @(Get-ChildItem "$log.*") | Should -HaveCount 2
        }

        It 'ends the run before its items when Begin fails by <Name>, and loses none' -TestCases @(
            @{ Name = 'throw'; Begin = { throw 'no database' }; Text = '*no database' }
            @{ Name = 'exit'; Begin = { exit 3 }; Text = 'it was left by exit or break' }
            @{ Name = 'Close of its runspace'; Begin = { [runspace]::DefaultRunspace.Close() }; Text = '*Thread was interrupted*' }
        ) {
            $results = 1..3 | Start-Batch -Begin $Begin { $_ } @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $results | Should -BeNullOrEmpty
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'BeginFailed,BatchPs.Module.StartBatchCommand'
            $failed[0].Exception.Message | Should -BeLike "-Begin failed in a worker, so the run ends before that worker's items: $Text.$([Environment]::NewLine)Resume with: *"
            Get-BatchRun -Last | Assert-EveryItemCounted
            (Get-BatchRun -Last).NotRun | Should -Be (Get-BatchRun -Last).Total
        }

        It 'tells of a failing End and fails no item' {
            $results = 1..2 | Start-Batch { $_ } -End { throw 'no close' } @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'EndFailed*'
            $failed[0].Exception.Message | Should -BeLike '-End failed in a worker; no item is affected: *no close'
        }

        It 'tells of an End that closes its runspace' {
            $results = 1..2 | Start-Batch { $_ } -End { [runspace]::DefaultRunspace.Close() } @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Succeeded')
            $failed.ForEach({ $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be 'EndFailed'
        }

        It 'run in a resume' {
            1..2 | Start-Batch -Begin { $word = 'from begin' } { if ($_ -eq 2) { throw $word } } -End { 'ended' } @one -ErrorAction SilentlyContinue | Out-Null
            $values = Resume-Batch -Last -Mode FailedOnly -ValueOnly -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $values | Should -Be 'ended'
            "$($failed[0])" | Should -Be "'2': from begin"
        }

        It 'are refused without a block' {
            { 1 | Start-Batch -Processor Srt -Begin { } @one } | Should -Throw '-Begin is for a script block, and none was given.' -ErrorId 'ParameterNeedsScriptBlock,*'
        }
    }

    Context 'what an item leaves in its session' {
        It 'takes back variables, preferences, errors, exit codes and the location' {
            $results = 1..3 | Start-Batch {
                "$global:left|$($Error.Count)|$LASTEXITCODE|$((Get-Location).ProviderPath)|$ErrorActionPreference"
                $global:left = $_
                $script:also = $_
                $global:ErrorActionPreference = 'Ignore'
                Get-Item ./nowhere -ErrorAction SilentlyContinue
                pwsh -NoProfile -Command exit 3
                Set-Location /
            } @one
            $results.Output | Should -Be @("|0||$folder|Continue", "|0||$folder|Continue", "|0||$folder|Continue")
        }

        It 'keeps functions, which are documented to stay' {
            (1..2 | Start-Batch { [bool] (Get-Command Get-Left -ErrorAction Ignore); function global:Get-Left { } } @one).Output | Should -Be @($false, $true)
        }

        It 'goes on where an item removed its own location' {
            $null = New-Item -ItemType Directory inner
            (1..2 | Start-Batch { Set-Location inner; (Get-Location).ProviderPath } @one).Output | Should -Be @("$folder/inner", "$folder/inner")
        }
    }

    Context '-ValueOnly' {
        It 'gives values and no results; a failed item is an error' {
            $values = 1..3 | Start-Batch { if ($_ -eq 2) { 'lost'; throw 'two' }; $_; "v$_" } @one -ValueOnly -ErrorVariable failed -ErrorAction SilentlyContinue
            $values | Should -Be @(1, 'v1', 3, 'v3')
            $failed | Should -HaveCount 1
        }

        It 'releases what the attempt that succeeded put out' {
            $tries = Join-Path $folder tries
            $values = 'x' | Start-Batch { [IO.File]::AppendAllText($using:tries, '.'); "try $([IO.File]::ReadAllText($using:tries).Length)"; if ([IO.File]::ReadAllText($using:tries).Length -lt 3) { throw 'again' } } -MaxRetry 5 -RetryDelay 0.01 @one -ValueOnly
            $values | Should -Be 'try 3'
        }
    }
}
