# Runs the same blocks in ForEach-Object -Parallel and in Start-Batch: what they put out, on every stream, must be equal.

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    function Show-Record {
        # One line for each thing a command wrote: the stream it came by, its type and its text.
        param([Parameter(ValueFromPipeline)] $Record)
        process {
            foreach ($one in $(if ($Record -and $Record.PSObject.TypeNames[0] -eq 'BatchPs.Engine.Results.BatchResult') { , $Record.Output } else { , @(, $Record) })) {
                foreach ($value in $one) {
                    if ($null -eq $value) { '$null' }
                    elseif ($value -is [array]) { '[{0}] {1}' -f $value.GetType().Name, ($value -join ', ') }
                    elseif ($value -is [hashtable]) { '@{{{0}}}' -f (($value.Keys | Sort-Object | ForEach-Object { "$_=$($value[$_])" }) -join ';') }
                    else { '{0}: {1}' -f $value.GetType().Name, $value }
                }
            }
        }
    }

    function Compare-Block {
        # What -Parallel and Start-Batch write for a block, side by side.
        param([Parameter(Mandatory)] [scriptblock] $Block, [object[]] $Items = (1, 2, 3))
        $theirs = $Items | ForEach-Object -Parallel $Block -ThrottleLimit 1 *>&1 | Show-Record
        $ours = $Items | Start-Batch $Block -ThrottleLimit 1 -Ordered -Quiet *>&1 | Where-Object { "$_" -notlike 'Run *: Completed*' } | Show-Record
        ($ours -join "`n") | Should -BeExactly ($theirs -join "`n")
        ($theirs -join '') | Should -Not -BeNullOrEmpty
    }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch and ForEach-Object -Parallel' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'put out the same values' {
        It '<Name>' -TestCases @(
            @{ Name = 'the item'; Block = { $_; $PSItem } }
            @{ Name = 'arithmetic and strings'; Block = { $_ * 2.5; "[$_]"; 'a' * $_ } }
            @{ Name = 'nothing in between'; Block = { if ($_ -ne 2) { $_ } } }
            @{ Name = 'arrays, unrolled and whole'; Block = { 1, 2; , @(3, 4); @() } }
            @{ Name = 'null and empty'; Block = { $null; ''; 'end' } }
            @{ Name = 'hashtables and objects'; Block = { @{ a = 1; b = $_ }; [pscustomobject]@{ N = $_ } } }
            @{ Name = 'an early return'; Block = { 'first'; if ($_ -eq 2) { return 'left' }; 'last' } }
            @{ Name = 'nested pipelines'; Block = { $outer = $_; 1..2 | ForEach-Object { "$outer-$_" } | Where-Object { $_ -like '*1' } } }
            @{ Name = 'functions and classes of its own'; Block = { function Get-Twice($n) { 2 * $n }; class Pair { [int] $N }; Get-Twice $_; [Pair]@{ N = $_ } | ForEach-Object N } }
            @{ Name = 'variables that begin anew'; Block = { $null -eq $kept; $kept = $_; $null -eq $global:keptGlobally; $global:keptGlobally = $_ } }
            @{ Name = 'automatic variables'; Block = { $args.Count; $null -eq $input; $?; $PID; $PSVersionTable.PSVersion.Major; $Host.Name } }
            @{ Name = 'preference variables'; Block = { Get-Variable *Preference | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Value)" } } }
            @{ Name = 'culture'; Block = { [cultureinfo]::CurrentCulture.Name; '{0:N2}' -f 1234.5; Get-Date -Date '2026-02-03' -Format d } }
            @{ Name = 'try, catch, finally'; Block = { try { throw "no $_" } catch { "caught $_" } finally { 'finally' } } }
            @{ Name = 'a trap'; Block = { trap { "trapped $_"; continue }; throw "no $_"; 'after' } }
            @{ Name = 'an error preference of its own'; Block = { $ErrorActionPreference = 'Stop'; try { Get-Item -LiteralPath ./nowhere } catch { $_.FullyQualifiedErrorId } } }
            @{ Name = 'loops with break and continue'; Block = { foreach ($i in 1..5) { if ($i -eq 2) { continue }; if ($i -eq 4) { break }; $i } } }
            @{ Name = 'a switch and a regular expression'; Block = { switch -Regex ("item $_") { '\d' { $Matches[0] } } } }
            @{ Name = 'what it collects in an error variable'; Block = { Get-Item -LiteralPath ./nowhere -ErrorAction SilentlyContinue -ErrorVariable failed; $failed.Count; $Error.Count } }
            @{ Name = 'a program''s output and exit code'; Block = { sh -c "echo out $_; exit $_"; $LASTEXITCODE } }
            @{ Name = 'modules it imports'; Block = { Import-Module Microsoft.PowerShell.Utility; (Get-Module Microsoft.PowerShell.Utility).Name } }
            @{ Name = 'here-strings and formats'; Block = { @"
item $_
"@ } }
        ) {
            Compare-Block $Block
        }

        It 'of objects with properties' {
            Compare-Block { $_.Name; $_.Size + 1; $_ | Select-Object -ExpandProperty Name } @([pscustomobject]@{ Name = 'a'; Size = 1 }, [pscustomobject]@{ Name = 'b'; Size = 2 })
        }

        It 'of values of many types' {
            Compare-Block { $_.GetType().FullName; "$_" } @('text', 1, 1L, 1.5, 1.5d, 'c'[0], $true, [guid]::Empty, [datetime]::new(2026, 1, 2), [version]'1.2', [timespan]::FromSeconds(3), [System.DayOfWeek]::Friday, [uri]'https://example.org')
        }

        It 'of arrays and dictionaries as items' {
            Compare-Block { $_.GetType().Name; $_.Count } @((, @(1, 2)), @{ a = 1 }, [ordered]@{ b = 2; c = 3 })
        }
    }

    Context 'have the same values of $using:' {
        It '<Name>' -TestCases @(
            @{ Name = 'a variable'; Block = { $using:word } }
            @{ Name = 'members and elements'; Block = { $using:table.inner.word; $using:table['list'][1]; $using:list[-1]; $using:word.Length } }
            @{ Name = 'in strings and calls'; Block = { "$using:word!"; [string]::Concat($using:word, $using:list[0]); ($using:word).ToUpper() } }
            @{ Name = 'in nested blocks'; Block = { & { $using:word }; 1..2 | ForEach-Object { "$_$using:word" } } }
            @{ Name = 'of a nested -Parallel'; Block = { $own = "own $_"; 'x' | ForEach-Object -Parallel { "$_ $using:own" } } }
            @{ Name = 'of automatic variables'; Block = { $using:PWD.Path -eq $PWD.Path; $using:PSVersionTable.PSVersion.Major } }
            @{ Name = 'of the environment'; Block = { $using:env:HOME } }
            @{ Name = 'that are null'; Block = { $null -eq $using:nothing; 'end' } }
        ) {
            $word = 'deep'
            $list = 5, 6, 7
            $table = @{ inner = @{ word = 'inner' }; list = 8, 9 }
            $nothing = $null
            Compare-Block $Block
        }

        It 'that are shared objects, by reference' {
            $bag = [System.Collections.Concurrent.ConcurrentBag[int]]::new()
            1..20 | Start-Batch { ($using:bag).Add($_) } -ThrottleLimit 2 -Quiet
            $bag.Count | Should -Be 20
        }
    }

    Context 'write the same to the streams' {
        It '<Name>' -TestCases @(
            @{ Name = 'errors'; Block = { Write-Error "e $_" -ErrorId Mine -Category InvalidData; 'after' } }
            @{ Name = 'errors of cmdlets'; Block = { Get-Item -LiteralPath ./nowhere; 'after' } }
            @{ Name = 'errors of statements'; Block = { 1 / 0; [int]'x'; 'after' } }
            @{ Name = 'warnings'; Block = { Write-Warning "w $_" } }
            @{ Name = 'information'; Block = { Write-Information "i $_"; Write-Host "h $_" } }
            @{ Name = 'verbose'; Block = { Write-Verbose "v $_" -Verbose; 'after' } }
            @{ Name = 'debug'; Block = { Write-Debug "d $_" -Debug; 'after' } }
            @{ Name = 'a program''s errors'; Block = { sh -c 'echo to-err >&2' } }
            @{ Name = 'redirections of its own'; Block = { Write-Warning "w $_" 3>&1 | ForEach-Object { "caught $_" }; Write-Error e 2>$null; 'after' } }
        ) {
            $VerbosePreference = $DebugPreference = 'Continue'
            Compare-Block $Block
        }
    }

    Context 'run in the same place' {
        It 'in a folder whose name has wildcards' {
            $odd = New-Item -ItemType Directory "$folder/[a] *b"
            Push-Location -LiteralPath $odd
            try { Compare-Block { $PWD.Path; (Get-Location).ProviderPath; [System.IO.Path]::GetFileName($PWD.ProviderPath) } } finally { Pop-Location }
        }

        It 'in a drive that is no file system' {
            Push-Location Env:
            try { Compare-Block { $PWD.Path; Test-Path HOME } } finally { Pop-Location }
        }

        It 'in the script that calls' {
            Set-Content "$folder/caller.ps1" 'param($With) 1 | & $With { "$PSScriptRoot|$PSCommandPath" }'
            $theirs = . "$folder/caller.ps1" { param($block) process { $_ | ForEach-Object -Parallel $block } }
            $ours = . "$folder/caller.ps1" { param($block) process { ($_ | Start-Batch $block -Quiet).Output } }
            # -Parallel knows neither; a block should.
            $ours | Should -Be "$folder|$folder/caller.ps1"
            $theirs | Should -Be '|'
        }
    }

    Context 'take the same parameters' {
        It '-<Name>' -TestCases @(
            @{ Name = 'OutVariable'; With = @{ OutVariable = 'kept' } }
            @{ Name = 'ErrorVariable'; With = @{ ErrorVariable = 'kept' } }
            @{ Name = 'OutBuffer'; With = @{ OutBuffer = 2 } }
            @{ Name = 'ErrorAction'; With = @{ ErrorAction = 'Ignore' } }
            @{ Name = 'WarningAction'; With = @{ WarningAction = 'SilentlyContinue' } }
            @{ Name = 'InformationAction'; With = @{ InformationAction = 'Ignore' } }
            @{ Name = 'ProgressAction'; With = @{ ProgressAction = 'SilentlyContinue' } }
            @{ Name = 'PipelineVariable'; With = @{ PipelineVariable = 'one' } }
            @{ Name = 'Verbose'; With = @{ Verbose = $true } }
            @{ Name = 'Debug'; With = @{ Debug = $true; Confirm = $false } }
        ) {
            (1..3 | Start-Batch { $_ } -Quiet -Ordered @With 4>$null 5>$null).Output | Should -Be @(1, 2, 3)
        }

        It 'keeps Constrained language constrained' {
            $script = "`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; (1 | Start-Batch { `$ExecutionContext.SessionState.LanguageMode; try { [System.IO.File]::Exists('x') } catch { `$_.FullyQualifiedErrorId } } -Quiet).Output -join ','"
            $child = Start-ModuleProcess $script $folder
            $child.WaitForExit()
            Get-Content "$folder/out.txt" | Should -Be 'ConstrainedLanguage,MethodInvocationNotSupportedInConstrainedLanguage'
        }

        It 'takes a parameter of the call before the session''s preference' {
            $VerbosePreference = 'SilentlyContinue'
            $WarningPreference = 'Continue'
            $InformationPreference = 'Continue'
            $result = 1 | Start-Batch { Write-Verbose 'seen'; "$VerbosePreference $DebugPreference $WarningPreference $InformationPreference $ErrorActionPreference" } -InheritPreference `
                -Verbose -Debug -WarningAction SilentlyContinue -InformationAction Ignore -ErrorAction Stop 4>&1 5>$null
            ($result | Where-Object { $_.Output }).Output | Should -Be 'Continue Continue SilentlyContinue Ignore Stop'
            $result | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -eq 'seen' } | Should -HaveCount 1
            (1 | Start-Batch { "$VerbosePreference" } -Verbose -Quiet 4>$null).Output | Should -Be 'SilentlyContinue'
        }

        It 'inherits preferences only with -InheritPreference' {
            $WarningPreference = 'SilentlyContinue'
            $ErrorActionPreference = 'Stop'
            (1 | Start-Batch { "$WarningPreference $ErrorActionPreference" } -Quiet).Output | Should -Be 'Continue Continue'
            (1 | Start-Batch { "$WarningPreference $ErrorActionPreference" } -Quiet -InheritPreference).Output | Should -Be 'SilentlyContinue Stop'
        }
    }
}
