BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch and the errors of a block' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
        $one = @{ ThrottleLimit = 1; Ordered = $true; Quiet = $true }
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'one recorded state' {
        It 'fails the item that ends by <Name>, and runs the next' -TestCases @(
            @{ Name = 'throw of a string'; Text = "throw 'no'"; Code = 'ScriptFailed'; Message = "'2': no" }
            @{ Name = 'throw of a number'; Text = 'throw 5'; Code = 'ScriptFailed'; Message = "'2': 5" }
            @{ Name = 'throw of a hashtable'; Text = 'throw @{ a = 1 }'; Code = 'ScriptFailed'; Message = "'2': System.Collections.Hashtable" }
            @{ Name = 'throw of an exception'; Text = 'throw [IO.IOException]::new(''io'')'; Code = 'ScriptFailed'; Message = "'2': io" }
            @{ Name = 'throw of $null'; Text = 'throw $null'; Code = 'ScriptFailed'; Message = "'2': ScriptHalted" }
            @{ Name = 'throw of an error record'; Text = "throw [Management.Automation.ErrorRecord]::new([Exception]::new('own'), 'OwnId', 'NotSpecified', 7)"; Code = 'OwnId'; Message = "'2': own" }
            @{ Name = 'a preference of Stop'; Text = '$ErrorActionPreference = ''Stop''; Write-Error soft -ErrorId SoftId'; Code = 'SoftId'; Message = "'2': soft" }
            @{ Name = '-ErrorAction Stop'; Text = 'Write-Error soft -ErrorAction Stop'; Code = 'ScriptFailed'; Message = "'2': soft" }
            @{ Name = 'exit'; Text = 'exit 3'; Code = 'ScriptExited'; Message = "The script block left '2' by exit or break before its end." }
            @{ Name = 'break'; Text = 'break'; Code = 'ScriptExited'; Message = "The script block left '2' by exit or break before its end." }
            @{ Name = 'continue'; Text = 'continue'; Code = 'ScriptExited'; Message = "The script block left '2' by exit or break before its end." }
            @{ Name = 'Close of its runspace'; Text = '[runspace]::DefaultRunspace.Close()'; Code = 'ScriptStopped'; Message = "The script block stopped its own runspace at '2'." }
            @{ Name = 'Dispose of its runspace'; Text = '[runspace]::DefaultRunspace.Dispose()'; Code = 'ScriptStopped'; Message = "The script block stopped its own runspace at '2'." }
            @{ Name = 'CloseAsync of its runspace'; Text = '[runspace]::DefaultRunspace.CloseAsync(); while ($true) { [Threading.Thread]::Sleep(5) }'; Code = 'ScriptStopped'; Message = "The script block stopped its own runspace at '2'." }
        ) {
            foreach ($form in '{0}', 'process {{ {0} }}') {
                $block = [scriptblock]::Create($form -f "if (`$_ -eq 2) { $Text } else { `$_ }")
                $results = 1..3 | Start-Batch $block @one -ErrorVariable failed -ErrorAction SilentlyContinue
                $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded') -Because $form
                $results[1].Error.Code | Should -Be $Code -Because $form
                $results[1].Error.Message | Should -Be $Message -Because $form
                $failed[-1].TargetObject | Should -Be 2
                $failed | Where-Object FullyQualifiedErrorId -Like "$Code,*StartBatchCommand" | Should -HaveCount 1
            }
        }

        It 'succeeds with an error beside it where the block goes on after <Name>' -TestCases @(
            @{ Name = 'Write-Error'; Text = 'Write-Error soft' }
            @{ Name = 'a division by zero'; Text = '1 / 0' }
            @{ Name = 'ThrowTerminatingError of a function'; Text = "function Stop-It { [CmdletBinding()] param() `$PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new('t'), 'Id', 'NotSpecified', 7)) }; Stop-It" }
            @{ Name = 'a recursion without end'; Text = 'function Invoke-Self { Invoke-Self }; Invoke-Self' }
            @{ Name = 'SetShouldExit'; Text = '$host.SetShouldExit(3); Write-Error soft' }
        ) {
            $block = [scriptblock]::Create("if (`$_ -eq 2) { $Text }; 'end'")
            $results = 1..3 | Start-Batch $block @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Succeeded')
            $results.Output | Should -Be @('end', 'end', 'end')
            $failed | Should -HaveCount 1

            $results = 1..3 | Start-Batch $block @one -FailOnError -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $failed | Should -HaveCount 1
        }

        It 'lets the block catch what -ErrorAction Stop throws in it' {
            $result = 1 | Start-Batch { try { Get-Item ./nowhere -ErrorAction Stop } catch { 'caught' } } @one
            $result.Status | Should -Be 'Succeeded'
            $result.Output | Should -Be 'caught'
        }
    }

    Context '-FailOnError' {
        It 'fails the item with the first error when the block has run to its end, and shows each once' {
            $log = Join-Path $folder end.log
            $results = 1..3 | Start-Batch {
                if ($_ -eq 2) { Write-Error first -ErrorId FirstOne; Write-Error second -ErrorId SecondOne; [IO.File]::WriteAllText($using:log, 'here') }
            } -FailOnError @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be @('Succeeded', 'Failed', 'Succeeded')
            $results[1].Error.Code | Should -Be 'FirstOne'
            $log | Should -Exist
            $failed.ForEach({ $_.FullyQualifiedErrorId.Split(',')[0] }) | Should -Be @('SecondOne', 'FirstOne')
        }

        It 'shows the error that was held back when the block then throws' {
            $result = 1 | Start-Batch { Write-Error soft -ErrorId SoftOne; throw 'hard' } -FailOnError @one -ErrorVariable failed -ErrorAction SilentlyContinue
            $result.Error.Message | Should -Be "'1': hard"
            $failed | Should -HaveCount 2
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'SoftOne*'
        }

        It 'holds in a resume' {
            1..2 | Start-Batch { if ($_ -eq 2) { Write-Error soft -ErrorId SoftOne } } -FailOnError @one -ErrorAction SilentlyContinue | Out-Null
            $again = Resume-Batch -Last -Mode FailedOnly -Quiet -ErrorAction SilentlyContinue
            $again.Status | Should -Be 'Failed'
            $again.Error.Code | Should -Be 'SoftOne'
        }
    }

    Context 'places' {
        It 'names file and line in <Name>' -TestCases @(
            @{ Name = 'the block'; Block = 'throw "bad"'; Line = 3; File = 'run.ps1' }
            @{ Name = 'a dot-sourced function'; Block = '. ./lib.ps1; Invoke-Bad'; Line = 2; File = 'lib.ps1' }
            @{ Name = 'a module'' s function'; Block = 'Import-Module ./mod.psm1; Invoke-BadModule'; Line = 2; File = 'mod.psm1' }
            @{ Name = 'a nested block'; Block = '& { & { throw "bad" } }'; Line = 3; File = 'run.ps1' }
            @{ Name = 'a block with process'; Block = 'throw "bad"'; Line = 3; File = 'run.ps1'; Named = $true }
        ) {
            Set-Content lib.ps1 'function Invoke-Bad {', '    throw "bad"', '}'
            Set-Content mod.psm1 'function Invoke-BadModule {', '    throw "bad"', '}'
            $body = $Named ? "process { $Block }" : $Block
            Set-Content run.ps1 'function Invoke-It {', '    1 | Start-Batch -Quiet -ErrorAction SilentlyContinue -ErrorVariable global:bpsFailed {', "        $body", '    }', '}', 'Invoke-It'
            $result = ./run.ps1
            $result.Error.File | Should -Be (Join-Path $folder $File)
            $result.Error.Line | Should -Be $Line
            $global:bpsFailed[0].InvocationInfo.ScriptName | Should -Be (Join-Path $folder $File)
            $global:bpsFailed[0].InvocationInfo.ScriptLineNumber | Should -Be $Line
            Remove-Variable bpsFailed -Scope Global
        }

        It 'names file, line and statement of Write-Error with -Isolation <Isolation>' -TestCases @(
            @{ Isolation = 'Pool' }
            @{ Isolation = 'Runspace' }
            @{ Isolation = 'Process' }
        ) {
            Set-Content mod.psm1 'function Write-BadModule {', '    Write-Error "module"', '}'
            Set-Content run.ps1 @(
                'function Write-Bad {'
                '    Write-Error "function"'
                '}'
                '1 | Start-Batch -Quiet -Isolation $args[0] -Function Write-Bad -Module ./mod.psm1 -ErrorAction SilentlyContinue -ErrorVariable global:bpsFailed {'
                '    if ($true) { Write-Error "block" }'
                '    1 | ForEach-Object {'
                '        Write-Error "inside"'
                '    }'
                '    Write-Bad'
                '    Write-BadModule'
                '} | Out-Null'
            )
            ./run.ps1 $Isolation
            $places = $global:bpsFailed.ForEach({ "$_ $($_.InvocationInfo.ScriptName):$($_.InvocationInfo.ScriptLineNumber)" })
            $run = Join-Path $folder run.ps1
            # That of a function is where it was called, as PowerShell has it everywhere.
            $places | Should -Be @("block ${run}:5", "inside ${run}:7", "function ${run}:9", "module ${run}:10")
            $global:bpsFailed[0].InvocationInfo.PositionMessage | Should -Be (@("At ${run}:5 char:18", '+     if ($true) { Write-Error "block" }', '+                  ~~~~~~~~~~~~~~~~~~~') -join [Environment]::NewLine)
            ($global:bpsFailed[0] | Out-String) -replace '\e\[[\d;]*m' | Should -Match "^Write-Error: $([regex]::Escape($run)):5"
            Remove-Variable bpsFailed -Scope Global
        }

        It 'names file and line of Write-Error in <Name>' -TestCases @(
            @{ Name = 'a process block'; With = '-ScriptBlock { process {', 'Write-Error "bad"', '} }' }
            @{ Name = 'a block with parameters'; With = '-ScriptBlock { param([Parameter(ValueFromPipeline)] $One)', 'Write-Error "bad"', '}' }
            @{ Name = 'a block of chunks'; With = '-PassChunk -ScriptBlock {', 'Write-Error "bad"; @{ 1 = 1 }', '}' }
            @{ Name = '-Begin'; With = '-ScriptBlock { 1 } -Begin {', 'Write-Error "bad"', '}' }
            @{ Name = '-End'; With = '-ScriptBlock { 1 } -End {', 'Write-Error "bad"', '}' }
            @{ Name = '-InitializationScript'; With = '-ScriptBlock { 1 } -InitializationScript {', 'Write-Error "bad"', '}' }
            @{ Name = 'a block it stops'; With = '-ScriptBlock {', 'Write-Error "bad" -ErrorAction Stop', '}' }
            @{ Name = 'a block it fails'; With = '-FailOnError -ScriptBlock {', 'Write-Error "bad"', '}' }
        ) {
            Set-Content run.ps1 "1 | Start-Batch -Quiet -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable global:bpsFailed $($With[0])", $With[1], $With[2]
            $result = ./run.ps1
            $global:bpsFailed.Count | Should -Be 1
            $global:bpsFailed[0].InvocationInfo.ScriptName | Should -Be (Join-Path $folder run.ps1)
            $global:bpsFailed[0].InvocationInfo.ScriptLineNumber | Should -Be 2
            if ($result.Status -eq 'Failed') {
                "$($result.Error.File):$($result.Error.Line)" | Should -Be "$(Join-Path $folder run.ps1):2"
            }

            Remove-Variable bpsFailed -Scope Global
        }

        It 'does so with pwsh -File' {
            Set-Content run.ps1 "Import-Module '$(Get-SandboxPath artifacts/module/BatchPs)'", '$r = 1 | Start-Batch -Quiet -ErrorAction SilentlyContinue {', '    throw "bad"', '}', '"$($r.Error.File):$($r.Error.Line)"'
            pwsh -NoProfile -File ./run.ps1 | Should -Be "$(Join-Path $folder run.ps1):3"
        }
    }
}
