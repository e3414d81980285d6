BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch with $using:' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'whose value it is' {
        It 'takes members and elements as PowerShell does' {
            $table = @{ inner = @{ word = 'deep' }; list = 5, 6; one = @(7) }
            $text = 'four'
            $output = (1 | Start-Batch { $using:table.inner.word; $using:table['list'][1]; $using:text.Length; $using:table.missing; $using:text[0] } -Quiet).Output
            $output | Should -Be @('deep', 6, 4, $null, 'f')
        }

        It 'keeps a list of one a list' {
            $table = @{ one = @(7) }
            (1 | Start-Batch { , $using:table.one | ForEach-Object { $_.GetType().Name } } -Quiet).Output | Should -Be 'Object[]'
        }

        It 'hands over live objects as they are' {
            $shared = [System.Collections.Concurrent.ConcurrentDictionary[int, string]]::new()
            $null = 1..20 | Start-Batch { ($using:shared)[$_] = "item $_" } -Quiet
            $shared.Count | Should -Be 20
        }

        It 'takes environment variables and names with spaces' {
            ${two words} = 'spaced'
            (1 | Start-Batch { $using:env:XDG_STATE_HOME; ${using:two words} } -Quiet).Output | Should -Be @($env:XDG_STATE_HOME, 'spaced')
        }

        It 'takes a function''s own variable before the script''s' {
            $word = 'script'
            function Invoke-Inner { $word = 'function'; 1 | Start-Batch { $using:word } -Quiet }
            (Invoke-Inner).Output | Should -Be 'function'
        }

        It 'takes a module''s private variable for a block of that module' {
            $module = New-Module { $private = 'of the module'; function Invoke-Private { 1 | Start-Batch { $using:private } -Quiet } }
            (& $module { Invoke-Private }).Output | Should -Be 'of the module'
        }

        It 'takes values in constrained language' {
            $child = Start-ModuleProcess -Folder $folder -Script @'
$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
$table = @{ word = 'deep' }
(1 | Start-Batch { "$($using:table.word) $($ExecutionContext.SessionState.LanguageMode)" } -Quiet).Output
'@
            $child.WaitForExit()
            Get-Content -LiteralPath err.txt | Should -BeNullOrEmpty
            Get-Content -LiteralPath out.txt | Should -Be 'deep ConstrainedLanguage'
        }

        It 'says what fails in an expression, before the first item' {
            $text = 'four'
            { Set-StrictMode -Version Latest; 1 | Start-Batch { $using:text.Nowhere } -Quiet } |
                Should -Throw '''$using:text.Nowhere'' has no value: The property ''Nowhere'' cannot be found on this object. Verify that the property exists.' -ErrorId 'UsingExpressionFailed,*'
        }
    }

    Context 'blocks inside the block' {
        It 'gives its value to blocks and functions inside' {
            $outer = 'o'
            (1 | Start-Batch { & { $using:outer }; function Get-Inner { $using:outer }; Get-Inner; Invoke-Command { $using:outer } } -Quiet).Output |
                Should -Be @('o', 'o', 'o')
        }

        It 'leaves <Command> its own, and gives its other arguments theirs' -TestCases @(
            @{ Command = 'ForEach-Object -Parallel'; Block = { $inner = 5; 1 | ForEach-Object -Parallel { $using:inner } -ThrottleLimit $using:limit } }
            @{ Command = '% -Parallel'; Block = { $inner = 5; 1 | % -Parallel { $using:inner } -ThrottleLimit $using:limit } }
            @{ Command = 'Start-ThreadJob'; Block = { $inner = 5; Start-ThreadJob { $using:inner } -ThrottleLimit $using:limit | Receive-Job -Wait -AutoRemoveJob } }
        ) {
            $limit = 2
            $source = [scriptblock]::Create("1 | Start-Batch { $Block } -Quiet")
            (. $source).Output | Should -Be 5
        }

        It 'needs a variable that a plain block inside names' {
            { 1 | Start-Batch { & { $using:notThere } } -Quiet } |
                Should -Throw 'The block names ''$using:notThere'', but the session has no variable ''notThere''.' -ErrorId 'UsingVariableIsUndefined,*'
        }
    }

    Context 'script blocks as values' {
        It 'refuses <What>' -TestCases @(
            @{ What = 'a block'; Value = { 1 } }
            @{ What = 'a list with a block'; Value = @(1, { 1 }) }
            @{ What = 'a table with a block'; Value = @{ one = { 1 } } }
        ) {
            { 1 | Start-Batch { $using:Value } -Quiet } | Should -Throw (
                'The value of $using:Value is or has a script block. Script blocks are bound to the session that made them and are not supported in workers; ' +
                'give its text, or a function by -Function.') -ErrorId 'UsingVariableCannotBeScriptBlock,*'
        }

        It 'leaves out a piped block with an error, and runs the other items' {
            $results = 1, { 2 }, 3 | Start-Batch { "ran $_" } -Ordered -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $results.Output | Should -Be @('ran 1', 'ran 3')
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'PipedObjectCannotBeScriptBlock,BatchPs.Module.StartBatchCommand'
            "$($failed[0])" | Should -Be 'A script block was piped. Script blocks are bound to the session that made them and are not supported as items; it is left out.'
        }
    }
}
