BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    function Invoke-Session {
        # Runs a script in a session of its own; answers its output lines.
        param([Parameter(Mandatory)][string] $Script)
        $child = Start-ModuleProcess -Script $Script -Folder $folder
        $child.WaitForExit()
        Get-Content -LiteralPath "$folder/err.txt" | Should -BeNullOrEmpty
        Get-Content -LiteralPath "$folder/out.txt"
    }
}

AfterAll { Exit-Sandbox }

Describe 'Resume-Batch of a script block' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState "$folder/state"
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context 'in a new session' {
        It 'has the values, arguments, functions, modules and the initialization again' {
            $null = New-Item -ItemType Directory words
            Set-Content words/words.psm1 'function Get-Word { "module" }'
            Set-Content first.ps1 @'
function Get-Greeting { "hello $args" }
$limit = 5; $table = @{ a = @{ b = 'deep' } }; $day = [DayOfWeek]::Friday
1 | Start-Batch -Quiet -ErrorAction SilentlyContinue -ArgumentList 'first', 2 -Variable limit, @{ date = [datetime]'2020-02-03' } -Function Get-Greeting -Module ./words -InitializationScript {
    $ready = "ready $using:limit"
} {
    param($One, $Two)
    if (-not (Test-Path go)) { throw 'later' }
    "$One $Two"; $limit; $date.Year; Get-Greeting you; Get-Word; $ready; $using:table.a.b; ($using:day).GetType().Name
}
'@
            Invoke-Session '$null = . ./first.ps1'
            $null = New-Item go
            Invoke-Session '(Resume-Batch -Last -Mode FailedAndRest -Quiet).Output' |
                Should -Be @('first 2', '5', '2020', 'hello you', 'module', 'ready 5', 'deep', 'DayOfWeek')
        }

        It 'shows the block''s own file and line, and its $PSScriptRoot' {
            Set-Content first.ps1 @'
# A line before the block.
1 | Start-Batch -Quiet -ErrorAction SilentlyContinue {
    if (-not (Test-Path go)) { throw 'later' }
    Set-Content places "$PSCommandPath|$PSScriptRoot"
        throw 'again'
}
'@
            Invoke-Session '$null = . ./first.ps1'
            $null = New-Item go
            $shown = Invoke-Session '$e = (Resume-Batch -Last -Mode FailedAndRest -Quiet -ErrorAction SilentlyContinue).Error; "$($e.File)|$($e.Line)|$($e.Column)"'
            $shown | Should -Be "$folder/first.ps1|5|9"
            Get-Content places | Should -Be "$folder/first.ps1|$folder"
        }

        It 'runs where the first session was, with -Isolation <_>' -ForEach 'Pool', 'Runspace', 'Process' {
            $null = New-Item -ItemType Directory 'first [1]', second
            Set-Content -LiteralPath 'first [1]/here' first
            Set-Content second/here second
            Invoke-Session 'Set-Location -LiteralPath "first [1]"; $null = 1 | Start-Batch -Quiet -ErrorAction SilentlyContinue { if (-not (Test-Path ../go)) { throw "later" }; $PWD.Path; Get-Content ./here }'
            $null = New-Item go
            Invoke-Session "Set-Location second; (Resume-Batch -Last -Mode FailedAndRest -Isolation $_ -Quiet).Output; `$PWD.Path" |
                Should -Be @("$folder/first [1]", 'first', "$folder/second")
        }

        It 'runs in a location of another provider again' {
            Invoke-Session 'Set-Location Env:; $null = 1 | Start-Batch -Quiet -ErrorAction SilentlyContinue { if (-not $env:BATCHTEST_GO) { throw "later" }; $PWD.Path; Test-Path HOME }'
            Invoke-Session '$env:BATCHTEST_GO = 1; (Resume-Batch -Last -Mode FailedAndRest -Quiet).Output -join " "' | Should -Be "$(Push-Location Env:; $PWD.Path; Pop-Location) True"
        }

        It 'warns and runs in the current location when <Name> is gone' -ForEach @(
            @{ Name = 'the first session''s folder'; Go = 'Set-Location -LiteralPath gone'; Was = 'gone' }
            @{ Name = 'the first session''s drive'; Go = 'New-PSDrive Own Variable "" | Out-Null; Set-Location Own:'; Was = 'Own:' }
        ) {
            $null = New-Item -ItemType Directory gone
            Invoke-Session "$Go; `$null = 1 | Start-Batch -Quiet -ErrorAction SilentlyContinue { throw 'later' }"
            Remove-Item gone
            $said = Invoke-Session '(Resume-Batch -ScriptBlock { $PWD.Path } -Last -Mode FailedAndRest -Force -Quiet -WarningVariable warned -WarningAction Ignore).Output; "$warned"'
            $said[0] | Should -Be $folder
            $said[1] | Should -BeLike "The run began in '*$Was*', which is not there now; its block runs in '$folder'."
        }

        It 'makes nothing but data of a journal that somebody else wrote: no <Type>' -ForEach @(
            @{ Type = 'System.IO.StreamWriter'; Property = 'Text' }
            @{ Type = 'System.Management.Automation.ScriptBlock'; Property = 'Text' }
            @{ Type = 'System.ComponentModel.BindingList`1[[System.Int32]]'; Property = 'Items' }
            @{ Type = 'Pester.Runtime'; Property = 'Text' }
        ) {
            $inputs = (Get-Command Start-Batch).ImplementingType.Assembly.GetType('BatchPs.Module.Inputs.PackedValue', $true)
            $read = $inputs.GetMethod('Read', [Reflection.BindingFlags] 'Static, NonPublic')
            $stand = [pscustomobject]@{ PSTypeName = 'BatchPs.StandIn'; Type = $Type; $Property = $Property -eq 'Text' ? "$folder/made" : @(1) }
            { $read.Invoke($null, @([System.Management.Automation.PSSerializer]::Serialize($stand, 5))) } | Should -Throw -ExpectedMessage "*The type $([WildcardPattern]::Escape($Type.Split('``')[0]))*"
            "$folder/made" | Should -Not -Exist
        }

        It 'brings items back as they were' {
            Invoke-Session @'
$null = @(
    1.5; 2.5d; $true; [datetime]'2020-02-03T04:05:06Z'; [guid]'0b0c3e0c-6f4e-4d51-9c6c-0d2a3f4b5c6d'; [DayOfWeek]::Friday; [timespan]'01:02:03'; [char] 'x'
    [version]'1.2'; [datetimeoffset]'2020-02-03T04:05:06+02:00'; [bigint]::Pow(10, 30)
    @{ a = 1, 2; b = @{ c = [DayOfWeek]::Monday } }
    [pscustomobject]@{ PSTypeName = 'My.Thing'; File = [System.IO.FileInfo]::new('/tmp/x'); Inner = [pscustomobject]@{ Deep = [pscustomobject]@{ Deeper = 3 } }; Numbers = [int[]] (1, 2) }
) | Start-Batch -Quiet -ErrorAction SilentlyContinue { throw 'later' }
'@
            $probe = @'
$block = {
    switch ($_) {
        { $_ -is [hashtable] } { "table $($_.a.GetType().Name) $($_.a.Count) $($_.B.c.GetType().Name)"; break }
        { $_.Inner } { "$($_.PSObject.TypeNames[0]) $($_.File.GetType().Name) $($_.Inner.Deep.Deeper) $($_.Numbers.GetType().Name)"; break }
        default { "$($_.GetType().Name) $([System.Convert]::ToString($_, [cultureinfo]::InvariantCulture))" }
    }
}
(Resume-Batch -Last -Mode FailedAndRest -Quiet -ScriptBlock $block -Force | Sort-Object Index).Output
'@
            Invoke-Session $probe | Should -Be @(
                'Double 1.5', 'Decimal 2.5', "Boolean True", 'DateTime 02/03/2020 04:05:06', 'Guid 0b0c3e0c-6f4e-4d51-9c6c-0d2a3f4b5c6d', 'DayOfWeek Friday', 'TimeSpan 01:02:03', 'Char x',
                'Version 1.2', 'DateTimeOffset 02/03/2020 04:05:06 +02:00', 'BigInteger 1000000000000000000000000000000',
                'table Object[] 2 DayOfWeek', 'My.Thing FileInfo 3 Int32[]')
        }

        It 'brings the rows of a table back with their types, in whatever text' {
            Invoke-Session @'
$rows = @(
    [pscustomobject]@{ Word = "caf`u{e9} `u{1f600} ""'\ `n"; Whole = 1; Long = 5L; Real = 1.5; When = [datetime]'2026-01-02T03:04:05Z'; Nothing = $null; Is = $true; Id = [guid]::Empty }
    'a,b', '1,2' | ConvertFrom-Csv
    [pscustomobject]@{ a = 1; b = 2 } | Select-Object a
    [pscustomobject]@{ Half = "x$([char] 0xd83d)y" }
)
$null = $rows | Start-Batch -Quiet -ErrorAction SilentlyContinue { throw 'later' }
$rows | ForEach-Object { ($_.PSObject.Properties | ForEach-Object { "$($_.Name)=$(if ($null -ne $_.Value) { $_.Value.GetType().Name }):$([System.Convert]::ToHexString([System.Text.Encoding]::BigEndianUnicode.GetBytes("$($_.Value)")))" }) -join ';' } | Set-Content rows
'@
            $probe = @'
$block = { ($_.PSObject.Properties | ForEach-Object { "$($_.Name)=$(if ($null -ne $_.Value) { $_.Value.GetType().Name }):$([System.Convert]::ToHexString([System.Text.Encoding]::BigEndianUnicode.GetBytes("$($_.Value)")))" }) -join ';'; $_.PSObject.TypeNames -join ',' }
(Resume-Batch -Last -Mode FailedAndRest -Quiet -ScriptBlock $block -Force | Sort-Object Index).Output
'@
            $shown = Invoke-Session $probe
            $shown | Where-Object { $_ -like '*=*' } | Should -BeExactly (Get-Content rows)
            $shown[5] | Should -Be 'Selected.System.Management.Automation.PSCustomObject,System.Management.Automation.PSCustomObject,System.Object'
        }

        It 'takes items that are more than data again from the pipeline, by their key' {
            Invoke-Session '$null = 1..3 | ForEach-Object { [System.Text.StringBuilder]::new("b$_") } | Start-Batch -ItemKey { $_.ToString() } -Quiet -ErrorAction SilentlyContinue { throw "later" }'
            Invoke-Session 'Resume-Batch -Last -Mode FailedAndRest -Quiet -WarningVariable w -WarningAction SilentlyContinue | Out-Null; "$w"' |
                Should -Be '3 items are piped objects that could not be kept; give the run the same pipeline again to finish them.'
            Invoke-Session @'
$block = { "$($_.GetType().Name) $_" }
(3..1 | ForEach-Object { [System.Text.StringBuilder]::new("b$_") } | Resume-Batch -Last -Mode FailedAndRest -Quiet -Force -ScriptBlock $block | Sort-Object Index).Output
'@ | Should -Be @('StringBuilder b1', 'StringBuilder b2', 'StringBuilder b3')
        }
    }

    Context 'values that are not kept' {
        BeforeEach {
            Invoke-Session @'
$live = [System.IO.MemoryStream]::new(5); $secret = ConvertTo-SecureString 'hunter2' -AsPlainText -Force; $small = 1
$null = 1 | Start-Batch -Quiet -ErrorAction SilentlyContinue -Variable secret -ArgumentList 1, $live {
    if (-not (Test-Path go)) { throw 'later' }
    ($using:live).Length; $secret.GetType().Name; $using:small; $args[1].GetType().Name
}
'@
            $null = New-Item go
        }

        It 'are named, with how to give them' {
            { Resume-Batch -Last -Mode FailedAndRest -Quiet } | Should -Throw (
                'The journal does not keep $using:live (System.IO.MemoryStream), $secret (System.Security.SecureString), argument 2 (System.IO.MemoryStream). ' +
                'Give Resume-Batch -Variable @{ live = ...; secret = ... } and -ArgumentList with all arguments.') -ErrorId 'ValuesNotKept,*'
        }

        It 'are taken from -Variable and -ArgumentList, without a change of the operation' {
            $given = @{ live = [System.IO.MemoryStream]::new([byte[]] (1, 2)); secret = [securestring]::new() }
            (Resume-Batch -Last -Mode FailedAndRest -Quiet -Variable $given -ArgumentList 1, $given.live).Output | Should -Be @(2, 'SecureString', 1, 'MemoryStream')
        }

        It 'leave no secret in the journal' {
            Get-ChildItem "$folder/state" -Recurse -File | Select-String -SimpleMatch 'hunter2', '680075006e007400' | Should -BeNullOrEmpty
        }

        It 'refuses a name that the block does not take' {
            { Resume-Batch -Last -Mode FailedAndRest -Quiet -Variable @{ other = 1 } } | Should -Throw (
                '-Variable has ''other'', which the run''s block does not take. It takes: $using:live, $using:small, $secret, argument 1, argument 2.') -ErrorId 'UnknownVariable,*'
        }
    }

    Context 'a value that is too large' {
        It 'is not kept, which the start tells' {
            $large = 'x' * 2MB
            $told = 1 | Start-Batch { if (-not (Test-Path go)) { throw 'later' }; ($using:large).Length } -ErrorAction SilentlyContinue 6>&1 |
                Where-Object { $_ -is [System.Management.Automation.InformationRecord] }
            "$($told[0])" | Should -Be 'Not kept for a resume, which has to be given it: $using:large (2048 KB of at most 1024).'
            $null = New-Item go
            { Resume-Batch -Last -Mode FailedAndRest -Quiet } | Should -Throw -ErrorId 'ValuesNotKept,*'
            { Resume-Batch -Last -Mode FailedAndRest -Quiet -Variable @{} } | Should -Throw -ErrorId 'ValuesNotKept,*'
            { Resume-Batch -Last -Mode FailedAndRest -Quiet -Variable @{ large = 'other' } } | Should -Throw -ErrorId 'OperationChanged,*'
            (Resume-Batch -Last -Mode FailedAndRest -Quiet -Variable @{ large = $large }).Output | Should -Be 2MB
        }
    }

    Context 'another operation' {
        BeforeEach {
            $factor = 2
            function Get-Double { param($Number) $Number * 2 }
            $null = 1..3 | Start-Batch { if ($_ -eq 3 -and -not (Test-Path go)) { throw 'later' }; Get-Double $_ * $using:factor } -Function Get-Double -Quiet -ErrorAction SilentlyContinue
            $null = New-Item go
        }

        It 'is refused when <What> differs' -TestCases @(
            @{ What = 'the script block'; Given = @{ ScriptBlock = { 'other' } } ; Differs = '$using:factor, the script block' }
            @{ What = '$using:factor'; Given = @{ Variable = @{ factor = 9 } }; Differs = '$using:factor' }
            @{ What = 'function Get-Double'; Given = @{ Function = 'Get-Double' }; Differs = 'function Get-Double' }
        ) {
            function Get-Double { param($Number) $Number + $Number }
            { Resume-Batch -Last -Mode FailedAndRest -Quiet @Given } | Should -Throw (
                "The run was made with another operation; what differs: $Differs. Forced, the items that are done run again with it.") -ErrorId 'OperationChanged,*'
        }

        It 'runs the items again that are done, when forced' {
            $results = Resume-Batch -Last -Mode FailedAndRest -Quiet -Force -ScriptBlock { "new $_" } | Sort-Object Index
            $results.Output | Should -Be @('new 1', 'new 2', 'new 3')
            $results.Reason | Should -Be @('OperationChanged', 'OperationChanged', 'Failed')
            Resume-Batch -Last -Mode FailedAndRest -Quiet | Should -BeNullOrEmpty
        }

        It 'is not one whose block stands elsewhere' {
            $again = @{
                ScriptBlock = { if ($_ -eq 3 -and -not (Test-Path go)) { throw 'later' }; Get-Double $_ * $using:factor }
                Function = 'Get-Double'
            }
            (Resume-Batch -Last -Mode FailedAndRest -Quiet @again).Name | Should -Be 3
        }

        It 'is one whose module has another version' {
            $null = New-Item -ItemType Directory words
            Set-Content words/words.psm1 'function Get-Word { "module" }'
            New-ModuleManifest words/words.psd1 -ModuleVersion 1.0 -RootModule words.psm1
            $null = 1 | Start-Batch { throw 'later' } -Module ./words -Quiet -ErrorAction SilentlyContinue
            New-ModuleManifest words/words.psd1 -ModuleVersion 1.1 -RootModule words.psm1
            { Resume-Batch -Last -Mode FailedAndRest -Quiet } | Should -Throw (
                'The run was made with another operation; what differs: module words. Forced, the items that are done run again with it.') -ErrorId 'OperationChanged,*'
        }
    }

    Context 'an incremental run' {
        It 'leaves out what the same block did with the same values in another session, and runs again what a value changes' {
            New-Subtitle "$folder/in/a.srt"
            Set-Content run.ps1 @'
param($Table)
Start-Batch -LiteralPath in -Recurse -Incremental SizeTime -Quiet {
    "$using:Table"
} | ForEach-Object { "$($_.Status) $($_.Reason)" }
'@
            Invoke-Session './run.ps1 @{ a = 1; b = 2; c = @{ d = 3; e = 4; f = 5 } }' | Should -Be 'Succeeded New'
            Set-Content run.ps1 ("# The block moves down.`n" + (Get-Content run.ps1 -Raw))
            Invoke-Session './run.ps1 @{ c = @{ f = 5; e = 4; d = 3 }; b = 2; a = 1 }' | Should -BeLike 'Unchanged*'
            Invoke-Session './run.ps1 @{ a = 1; b = 2; c = @{ d = 3; e = 4; f = 6 } }' | Should -Be 'Succeeded OperationChanged'
        }
    }
}
