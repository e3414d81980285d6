BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    function New-TestModule {
        param($Name, $Version, $Text)
        $path = Join-Path $folder $Name
        $null = New-Item -ItemType Directory $path
        Set-Content -LiteralPath "$path/$Name.psm1" $Text
        New-ModuleManifest -Path "$path/$Name.psd1" -ModuleVersion $Version -RootModule "$Name.psm1"
        $path
    }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch with what its block needs' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
        Assert-NothingLeftRunning $folder
    }

    Context '-ArgumentList' {
        It 'gives the arguments to param() and to $args' {
            (1 | Start-Batch { param($First, $Second) "$First $Second $_" } -ArgumentList 'a', 2 -Quiet).Output | Should -Be 'a 2 1'
            (1 | Start-Batch { $args.Count; $args[1] } -ArgumentList 'a', 2 -Quiet).Output | Should -Be @(2, 2)
        }

        It 'refuses a script block' {
            { 1 | Start-Batch { 1 } -ArgumentList 1, { 2 } -Quiet } | Should -Throw -ErrorId 'ArgumentCannotBeScriptBlock,*'
        }
    }

    Context '-Variable' {
        It 'sets the caller''s variables by name, and others by value, in each worker' {
            $own = 'mine'
            $results = 1..4 | Start-Batch { "$own $other"; $own = 'changed' } -Variable own, @{ other = 'given' } -ThrottleLimit 2 -Quiet
            $results.Output | Should -Be (@('mine given') * 4)
        }

        It 'takes a preference variable' {
            (1 | Start-Batch { "$ErrorActionPreference" } -Variable @{ ErrorActionPreference = 'Ignore' } -Quiet).Output | Should -Be 'Ignore'
        }

        It 'refuses before the first item <What>' -TestCases @(
            @{ What = 'a name that is not there'; Value = 'notThere'; Id = 'VariableNotFound'; Message = '-Variable names ''notThere'', but the session has no variable of that name.' }
            @{ What = 'a name of PowerShell''s own'; Value = 'Host'; Id = 'VariableIsAutomatic'; Message = '-Variable names ''Host'', which is PowerShell''s own in each worker and cannot be set.' }
            @{ What = 'its location'; Value = 'PWD'; Id = 'VariableIsAutomatic'; Message = '-Variable names ''PWD'', which is PowerShell''s own in each worker and cannot be set.' }
            @{ What = 'its profile'; Value = @{ Profile = 'x' }; Id = 'VariableIsAutomatic'; Message = '-Variable names ''Profile'', which is PowerShell''s own in each worker and cannot be set.' }
            @{ What = 'what is no name'; Value = 5; Id = 'BadVariable'; Message = '-Variable has ''5''; it takes names of variables, and hashtables of names and values.' }
        ) {
            { 1 | Start-Batch { 'x' > ran } -Variable $Value -Quiet } | Should -Throw $Message -ErrorId "$Id,*"
            'ran' | Should -Not -Exist
        }

        It 'refuses a script block' {
            { 1 | Start-Batch { 1 } -Variable @{ block = { 2 } } -Quiet } | Should -Throw -ErrorId 'VariableCannotBeScriptBlock,*'
        }
    }

    Context '-Function' {
        It 'brings functions and filters, by name and by pattern' {
            function Get-Doubled { param([int] $Number) $Number * 2 }
            function Get-DoubledTwice([int] $Number) { Get-Doubled (Get-Doubled $Number) }
            filter Add-One { $_ + 1 }
            (5 | Start-Batch { Get-DoubledTwice $_ | Add-One } -Function Get-Doubled*, Add-One -Quiet).Output | Should -Be 21
        }

        It 'brings one that was copied under another name' {
            function Get-First { 'first' }
            ${function:Get-Copy} = ${function:Get-First}
            (1 | Start-Batch { Get-Copy } -Function Get-Copy -Quiet).Output | Should -Be 'first'
        }

        It 'shows the function''s own file and line in an error' {
            Set-Content functions.ps1 @('', 'function Stop-Here {', '    param($What)', '    throw "no $What"', '}')
            . ./functions.ps1
            $result = 1 | Start-Batch { Stop-Here 'more' } -Function Stop-Here -Quiet -ErrorAction SilentlyContinue
            $result.Error.File | Should -Be (Join-Path $folder functions.ps1)
            $result.Error.Line | Should -Be 4
        }

        It 'refuses a name that is not there, before the first item' {
            { 1 | Start-Batch { 1 } -Function Get-Nowhere -Quiet } |
                Should -Throw '-Function names ''Get-Nowhere'', but the session has no such function.' -ErrorId 'FunctionNotFound,*'
        }
    }

    Context '-Module' {
        It 'imports by path, once a worker' {
            $path = New-TestModule TestWords 1.2 '$count = 0; function Get-Count { $script:count++; $script:count }'
            (1..3 | Start-Batch { Get-Count } -Module $path -ThrottleLimit 1 -Ordered -Quiet).Output | Should -Be @(1, 2, 3)
        }

        It 'imports by name what the session has loaded from elsewhere' {
            $path = New-TestModule TestLoaded 1.2 'function Get-Loaded { "loaded" }'
            Import-Module $path
            (1 | Start-Batch { Get-Loaded } -Module TestLoaded -Quiet).Output | Should -Be 'loaded'
            Remove-Module TestLoaded
        }

        It 'names a module that cannot be imported, before the first item' {
            { 1 | Start-Batch { 'x' > ran } -Module NoSuchModule -Quiet } | Should -Throw (
                'The module ''NoSuchModule'' cannot be imported into a worker: ' +
                'The specified module ''NoSuchModule'' was not loaded because no valid module file was found in any module directory.') -ErrorId 'ModuleNotImported,*'
            'ran' | Should -Not -Exist
        }
    }

    Context '-InitializationScript' {
        It 'runs once a worker and leaves what it sets' {
            $word = 'set'
            $results = 1..6 | Start-Batch { $state } -InitializationScript { Add-Content began 1; $state = "$using:word"; Write-Warning 'ready' } `
                -ThrottleLimit 1 -Quiet -WarningAction SilentlyContinue -WarningVariable warned
            $results.Output | Should -Be (@('set') * 6)
            Get-Content began | Should -HaveCount 1
            "$warned" | Should -Be 'ready'
        }

        It 'ends the run with what fails in it' {
            Set-Content init.ps1 @('1 | Start-Batch { "x" > ran } -Quiet -ErrorAction SilentlyContinue -ErrorVariable script:failed -InitializationScript {', '    throw "not ready"', '}')
            . ./init.ps1
            "$($failed[0])" | Should -BeLike "What each worker runs before its first item failed: not ready ($(Join-Path $folder init.ps1):2).$([Environment]::NewLine)Resume with: Resume-Batch -Id *"
            $failed[0].FullyQualifiedErrorId | Should -Be 'InitializationFailed,BatchPs.Module.StartBatchCommand'
            'ran' | Should -Not -Exist
        }
    }

    Context 'a processor' {
        It 'is refused -<Name>' -TestCases @(
            @{ Name = 'Variable'; Value = 'x' }
            @{ Name = 'Function'; Value = 'x' }
            @{ Name = 'Module'; Value = 'x' }
            @{ Name = 'ArgumentList'; Value = 'x' }
            @{ Name = 'InitializationScript'; Value = { 1 } }
        ) {
            $given = @{ $Name = $Value }
            { Start-Batch -Processor Srt -LiteralPath . @given -Quiet } |
                Should -Throw "-$Name is for a script block, and none was given." -ErrorId 'ParameterNeedsScriptBlock,*'
        }
    }
}
