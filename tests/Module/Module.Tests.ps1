BeforeDiscovery {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    $cmdlets = (Import-PowerShellDataFile (Get-SandboxPath module/BatchPs.psd1)).CmdletsToExport
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'The module BatchPs' {
    Context 'imported' {
        It 'exports its cmdlets and nothing else' {
            $exported = (Get-Module BatchPs).ExportedCommands
            $exported.Keys | Sort-Object | Should -Be ((Import-PowerShellDataFile (Get-SandboxPath module/BatchPs.psd1)).CmdletsToExport | Sort-Object)
            $exported.Values.CommandType | Select-Object -Unique | Should -Be 'Cmdlet'
        }

        It 'has approved verbs and one noun prefix' {
            $cmdlets = Get-Command -Module BatchPs
            $cmdlets.Verb | Sort-Object -Unique | Where-Object { $_ -notin (Get-Verb).Verb } | Should -BeNullOrEmpty
            $cmdlets.Noun | Where-Object { $_ -notlike 'Batch*' } | Should -BeNullOrEmpty
        }

        It 'has a test file for each cmdlet' {
            foreach ($name in (Get-Command -Module BatchPs).Name) { "$PSScriptRoot/$name.Tests.ps1" | Should -Exist }
        }

        It 'has a valid manifest' { (Test-ModuleManifest (Join-Path (Get-Module BatchPs).ModuleBase BatchPs.psd1)).Version | Should -Be '0.1.0' }

        It 'works after <_>' -ForEach @(
            'import, and import again with -Force: Import-Module $module; Import-Module $module -Force'
            'removal and import: Import-Module $module; Get-BatchProcessor | Out-Null; Remove-Module BatchPs; Import-Module $module'
            'import in two runspaces: Import-Module $module; 1..2 | ForEach-Object -Parallel { Import-Module $using:module; Get-BatchProcessor | Out-Null }'
        ) {
            $folder = New-Folder $TestDrive 'a.srt'
            $steps = ($_ -split ': ', 2)[1]
            $child = Start-ModuleProcess "`$module = '$((Get-Module BatchPs).ModuleBase)'; $steps; (Get-ChildItem *.srt | Start-Batch -Quiet).Status" $folder
            $child.WaitForExit(60000) | Should -BeTrue
            Get-Content "$folder/out.txt" | Should -Be 'Succeeded'
            Get-Content "$folder/err.txt" | Should -BeNullOrEmpty
        }

        It 'takes its cmdlets away when it is removed' {
            $folder = New-Folder $TestDrive
            $child = Start-ModuleProcess 'Remove-Module BatchPs; @(Get-Command -Module BatchPs).Count' $folder
            $child.WaitForExit(60000) | Should -BeTrue
            Get-Content "$folder/out.txt" | Should -Be '0'
        }
    }

    Context 'its dependencies' {
        BeforeAll {
            # The work that needs each of them: a run with retries, a configuration file, a report.
            $folder = New-Folder $TestDrive 'a.srt'
            Push-Location -LiteralPath $folder
            Set-Content batchps.yaml "batch_processing:`n  max_retries: 1"
            $null = Get-ChildItem *.srt | Start-Batch -Quiet | Export-BatchReport -Path r.csv
            Pop-Location
        }

        It 'keeps <_> out of the session''s own assemblies' -ForEach 'BatchPs.Engine', 'YamlDotNet', 'CsvHelper', 'Polly.Core', 'Microsoft.Extensions.Logging.Abstractions' {
            $name = $_
            $default = [Runtime.Loader.AssemblyLoadContext]::Default
            $default.Assemblies | Where-Object { $_.GetName().Name -eq $name } | Should -BeNullOrEmpty
            $loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq $name }
            $loaded | Should -HaveCount 1
            [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($loaded).Name | Should -Be 'BatchPs.Engine'
        }
    }

    Context 'a session that has other versions of its dependencies' {
        It 'runs all the same, and leaves them theirs' {
            $folder = New-Folder $TestDrive 'a.srt'
            $other = Join-Path (New-Folder $TestDrive) 'Microsoft.Extensions.Logging.Abstractions.dll'
            Add-Type -OutputAssembly $other -TypeDefinition 'namespace Microsoft.Extensions.Logging { public interface ILogger { } public interface ILoggerFactory { } }'
            $steps = "`$null = [Reflection.Assembly]::LoadFrom('$other'); (Get-ChildItem *.srt | Start-Batch -Quiet -Verbose 4> `$null).Status; [Microsoft.Extensions.Logging.ILogger].Assembly.Location"
            $child = Start-ModuleProcess $steps $folder
            $child.WaitForExit(60000) | Should -BeTrue
            Get-Content "$folder/err.txt" | Should -BeNullOrEmpty
            Get-Content "$folder/out.txt" | Should -Be @('Succeeded', $other)
        }
    }

    Context 'the help of <_>' -ForEach $cmdlets {
        BeforeAll { $help = Get-Help $_ -Full }

        It 'has a synopsis and a description' {
            $help.Synopsis | Should -Not -BeNullOrEmpty
            $help.Synopsis.Trim() | Should -Not -BeLike "$_ *"
            $help.Description.Text | Should -Not -BeNullOrEmpty
        }

        It 'has an example' {
            @($help.Examples.Example).Count | Should -BeGreaterThan 0
            $help.Examples.Example[0].Code | Should -Match $_
        }

        It 'describes every parameter' {
            $described = @($help.Parameters.Parameter | Where-Object { "$($_.Description.Text)".Trim() } | ForEach-Object Name)
            $own = (Get-Command $_).Parameters.Keys | Where-Object { $_ -notin ([Management.Automation.Cmdlet]::CommonParameters + 'WhatIf', 'Confirm') }
            $own | Where-Object { $_ -notin $described } | Should -BeNullOrEmpty
        }
    }

    Context 'the help as a whole' {
        It 'has about_BatchPs' { Get-Help about_BatchPs | Out-String | Should -Match 'Resume-Batch' }
    }

    Context 'the views' {
        BeforeAll {
            $folder = New-Folder $TestDrive 'a.srt'
            New-BrokenSubtitle "$folder/b.srt"
            Push-Location -LiteralPath $folder
            $null = Get-ChildItem a.srt | Start-Batch -Quiet
            $result = Get-ChildItem *.srt | Start-Batch -Quiet -Ordered -ErrorAction SilentlyContinue
            $comparison = Compare-BatchRun -Last
            $objects = @{
                BatchResult        = $result[0]
                ItemError          = $result[1].Error
                RunSummary         = Get-BatchRun -Last
                PlanEntry          = Get-ChildItem a.srt | Test-Batch -WarningAction SilentlyContinue 6> $null
                PlanSummary        = Get-ChildItem a.srt | Test-Batch -Summary -WarningAction SilentlyContinue 6> $null
                ProcessorInfo      = Get-BatchProcessor Srt
                ProcessorOption    = (Get-BatchProcessor Srt).Options[0]
                ProcessorMetric    = (Get-BatchProcessor Srt).Metrics[0]
                ConfigurationValue = Get-BatchConfiguration durability
                ConfigurationProfile = $(Set-BatchConfiguration @{ chunk_size = 8 } -ConfigurationProfile night; Get-BatchConfiguration -ListProfile)
                JournalRepair      = Repair-BatchJournal -Last
                RunComparison      = $comparison
                ItemChange         = $comparison.Changes[0]
                TotalChange        = $comparison.Totals[0]
            }
            Pop-Location
        }

        It 'show a table and a list of <_>' -ForEach 'BatchResult', 'ItemError', 'RunSummary', 'PlanEntry', 'PlanSummary', 'ProcessorInfo', 'ProcessorOption', 'ProcessorMetric', 'ConfigurationValue', 'ConfigurationProfile', 'JournalRepair', 'ItemChange', 'TotalChange' {
            $object = $objects[$_]
            $object.GetType().Name | Should -Be $_
            $view = (Get-FormatData -TypeName $object.GetType().FullName).FormatViewDefinition
            $view.Control | ForEach-Object { $_.GetType().Name } | Should -Be @('TableControl', 'ListControl')
            $object | Format-Table | Out-String -Width 80 | Should -Not -BeNullOrEmpty
            $object | Format-List | Out-String -Width 80 | Should -Not -BeNullOrEmpty
        }

        It 'show a list of a comparison, and a table where one is wanted' {
            (Get-FormatData -TypeName $objects['RunComparison'].GetType().FullName).FormatViewDefinition.Control | ForEach-Object { $_.GetType().Name } | Should -Be @('ListControl', 'TableControl')
            $objects['RunComparison'] | Format-Table | Out-String -Width 120 | Should -Match 'Before +After +Worse +Changes'
        }

        It 'exist for every declared output type' {
            $missing = foreach ($cmdlet in Get-Command -Module BatchPs) {
                foreach ($name in $cmdlet.OutputType.Name | Where-Object { $_ -like 'BatchPs.*' }) {
                    if (@((Get-FormatData -TypeName $name).FormatViewDefinition).Count -lt 2) { "$cmdlet -> $name" }
                }
            }

            $missing | Should -BeNullOrEmpty
        }

        It 'fit a table of results into 80 columns, with status and item' {
            $lines = $result | Format-Table | Out-String -Width 80 -Stream | ForEach-Object { $_ -replace '\e\[[0-9;]*m' }
            $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
            "$lines" | Should -Match 'Succeeded\s+a\.srt'
            "$lines" | Should -Match 'Failed\s+b\.srt'
        }

        It 'show what a block put out, in one line' {
            $lines = 'one' | Start-Batch { "first`r`n`e[31mline"; $null; 2; 'x' * 1000 } -Quiet | Format-Table | Out-String -Width 80 -Stream | ForEach-Object { $_ -replace '\e\[[0-9;]*m' }
            @($lines -match 'one') | Should -HaveCount 1
            $lines -match 'one' | Should -Match 'Succeeded\s+one .*first'
            @($lines | Where-Object { $_ }) | Should -HaveCount 3
            1 | Start-Batch { 'said' } -Quiet | Format-Table | Out-String -Width 120 | Should -Match 'said'
        }

        It 'show an error with file and line in the list' {
            $result[1] | Format-List | Out-String -Width 300 | Should -Match 'b\.srt:1:1: NoTimingLine'
        }
    }

    Context 'the lists in its objects' {
        # A list a script cannot index answers [0] with itself, silently.
        BeforeAll {
            $folder = New-Folder $TestDrive 'a.srt'
            Push-Location -LiteralPath $folder
            $lists = @{
                Extensions  = (Get-BatchProcessor Srt).Extensions
                Options     = (Get-BatchProcessor Srt).Options
                Metrics     = (Get-BatchProcessor Srt).Metrics
                Output      = (1 | Start-Batch { 'one', 'two' } -Quiet).Output
                Recorded    = (Get-BatchResult -Last).Output
                Retried     = (1 | Start-Batch { throw 'x' } -MaxRetry 2 -RetryDelay 0 -Quiet -ErrorAction SilentlyContinue).Retried
                LateRetried = (Get-BatchResult -Last).Retried
                Tags        = $(1 | Start-Batch { } -Tag a, b -Quiet | Out-Null; (Get-BatchRun -Last).Tags)
                Problems    = ('a.srt', 'a.srt' | Test-Batch -Processor Srt -Destination out -Summary -WarningAction SilentlyContinue).Problems
                Diagnostics = $(
                    Set-Content odd.srt "A heading`n`n1`n00:00:01,000 --> 00:00:02,000`nText`n"
                    (Get-ChildItem odd.srt | Start-Batch -Quiet).Diagnostics
                )
                Measured    = (Get-BatchRun -Last).Measured
                Declared    = (Get-BatchRun -Last).DeclaredMetrics
            }
            Pop-Location
        }

        It 'can be indexed: <_>' -ForEach 'Extensions', 'Options', 'Metrics', 'Output', 'Recorded', 'Retried', 'LateRetried', 'Tags', 'Problems', 'Diagnostics', 'Measured', 'Declared' {
            $list = $lists[$_]
            $first = $list | Select-Object -First 1
            $first | Should -Not -BeNullOrEmpty
            [object]::ReferenceEquals($list[0], $first) | Should -BeTrue
        }
    }

    Context 'the surface' {
        It 'has <Name> with what it promises, an example in its help for it, and a completion for each value but a path' -ForEach @(
            @{ Name = 'Start-Batch'; Parameters = 'ThrottleLimit', 'MaxRate', 'MaxLoad', 'MemoryLimit', 'EventLog', 'Name', 'Tag', 'ConfigurationProfile', 'Quiet', 'AsJob' }
            @{ Name = 'Resume-Batch'; Parameters = 'ThrottleLimit', 'MaxRate', 'MaxLoad', 'MemoryLimit', 'EventLog', 'Quiet', 'AsJob' }
            @{ Name = 'Set-Batch'; Parameters = 'Id', 'ThrottleLimit', 'MaxRate', 'MaxLoad', 'MemoryLimit' }
            @{ Name = 'Get-BatchRun'; Parameters = 'Name', 'Tag', 'State', 'Operation', 'After', 'Before', 'First', 'Last' }
            @{ Name = 'Remove-BatchRun'; Parameters = 'OlderThan', 'Keep', 'Name', 'Tag', 'State', 'Operation', 'Force' }
            @{ Name = 'Compare-BatchRun'; Parameters = 'ReferenceId', 'DifferenceId', 'Name', 'Last', 'Kind', 'AsItem', 'FailOn', 'FailOnRegression' }
            @{ Name = 'Export-BatchReport'; Parameters = 'Id', 'Last', 'Format', 'Rows', 'CompareTo', 'NoComparison', 'Open', 'PassThru' }
            @{ Name = 'Get-BatchConfiguration'; Parameters = 'Key', 'ConfigurationProfile', 'ListProfile' }
            @{ Name = 'Set-BatchConfiguration'; Parameters = 'Key', 'Remove', 'Scope', 'ConfigurationProfile', 'PassThru' }
        ) {
            $command = Get-Command $Name
            foreach ($parameter in $Parameters) {
                $command.Parameters.Keys | Should -Contain $parameter
                $found = $command.Parameters[$parameter]
                $completes = $found.SwitchParameter -or ($found.Attributes | Where-Object {
                        $_ -is [System.Management.Automation.ArgumentCompleterAttribute] -or $_ -is [System.Management.Automation.ValidateSetAttribute] })
                if ($parameter -ne 'EventLog') { $completes | Should -Not -BeNullOrEmpty -Because "-$parameter" }
                (Get-Help $Name -Parameter $parameter).Description.Text | Should -Not -BeNullOrEmpty -Because "-$parameter"
            }

            $help = Get-Help $Name
            $help.Synopsis | Should -Not -BeNullOrEmpty
            @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
        }

        It 'shows in an example of <Name>: <Parameters>' -ForEach @(
            @{ Name = 'Start-Batch'; Parameters = 'EventLog', 'MaxRate', 'MaxLoad', 'ThrottleLimit' }
            @{ Name = 'Set-Batch'; Parameters = 'ThrottleLimit', 'MaxRate' }
            @{ Name = 'Get-BatchRun'; Parameters = 'Tag', 'After' }
            @{ Name = 'Remove-BatchRun'; Parameters = 'OlderThan', 'Keep' }
            @{ Name = 'Compare-BatchRun'; Parameters = 'Last', 'FailOn' }
            @{ Name = 'Export-BatchReport'; Parameters = 'CompareTo', 'Open' }
            @{ Name = 'Set-BatchConfiguration'; Parameters = 'ConfigurationProfile', 'Remove' }
            @{ Name = 'Get-BatchConfiguration'; Parameters = , 'ListProfile' }
        ) {
            $code = (Get-Help $Name).Examples.Example.Code -join "`n"
            foreach ($parameter in $Parameters) { $code | Should -Match "-$parameter\b" }
        }
    }

    Context 'tab completion' {
        BeforeAll {
            Set-SandboxState (Join-Path $TestDrive completion)
            $null = 1 | Start-Batch { $_ } -Quiet -Name 'two words'
            $null = 1 | Start-Batch { $_ } -Quiet -Name plain -Tag 'a;b', "it's", plain, night
            $global:completedOne = $global:completedTwo = ${global:completed three} = 1
            function global:Get-Completed { }
            function Get-Completion($Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        }

        AfterAll {
            Remove-Variable -Scope Global completedOne, completedTwo, 'completed three'
            Remove-Item Function:Get-Completed
        }

        It 'completes "<Line>"' -TestCases @(
            @{ Line = 'Start-Batch -Processor '; Expected = 'Srt', 'Text' }
            @{ Line = 'Start-Batch -Processor S'; Expected = 'Srt' }
            @{ Line = 'Get-BatchProcessor s'; Expected = 'Srt' }
            @{ Line = 'Start-Batch { } -Variable compl'; Expected = 'completedOne', 'completedTwo', "'completed three'" }
            @{ Line = 'Start-Batch { } -Variable PW'; Expected = @() }
            @{ Line = 'Start-Batch { } -Function Get-Complete'; Expected = 'Get-Completed' }
            @{ Line = 'Resume-Batch -Function Get-Complete'; Expected = 'Get-Completed' }
            @{ Line = 'Start-Batch { } -Module Microsoft.PowerShell.Uti'; Expected = 'Microsoft.PowerShell.Utility' }
            @{ Line = 'Start-Batch { } -MaxRetry '; Expected = '0', '1', '10', '2', '3', '5' }
            @{ Line = 'Start-Batch { } -MaxRetry 7'; Expected = '7' }
            @{ Line = 'Start-Batch { } -ItemKey '; Expected = 'FullName', 'Id', 'Key', 'Name' }
            @{ Line = 'Start-Batch { } -ItemKey own'; Expected = 'own' }
            @{ Line = 'Start-Batch -OnCollision '; Expected = 'Fail', 'Skip', 'Suffix' }
            @{ Line = 'Start-Batch -Incremental S'; Expected = 'SizeTime' }
            @{ Line = 'Start-Batch -RetryOn I'; Expected = 'Internal', 'Io' }
            @{ Line = 'Start-Batch -Durability '; Expected = 'Barrier', 'Full', 'None' }
            @{ Line = 'Resume-Batch -Mode F'; Expected = 'FailedAndRest', 'FailedOnly' }
            @{ Line = 'Get-BatchRun -State '; Expected = 'Completed', 'FailureLimit', 'Faulted', 'Interrupted', 'Running', 'Suspended', 'Stopped' }
            @{ Line = 'Get-BatchResult -Last -Status N'; Expected = 'NotRun' }
            @{ Line = 'Export-BatchReport -Format '; Expected = 'csv', 'html', 'json', 'ndjson', 'text' }
            @{ Line = 'Export-BatchReport -Rows '; Expected = 'Items', 'Diagnostics', 'Totals' }
            @{ Line = 'Get-BatchRun -Name '; Expected = "'two words'", 'plain' }
            @{ Line = 'Resume-Batch -Name p'; Expected = 'plain' }
            @{ Line = 'Get-BatchRun -Tag '; Expected = "'a;b'", "'it''s'", 'night', 'plain' }
            @{ Line = 'Start-Batch -Name t'; Expected = "'two words'" }
            @{ Line = 'Start-Batch -Tag '; Expected = "'a;b'", "'it''s'", 'night', 'plain' }
            @{ Line = 'Get-BatchRun -Tag n'; Expected = 'night' }
            @{ Line = 'Remove-BatchRun -Keep 1 -Tag n'; Expected = 'night' }
            @{ Line = 'Start-Batch -MaxLoad 8'; Expected = '80' }
            @{ Line = 'Set-Batch -MaxLoad 33'; Expected = '33' }
            @{ Line = 'Resume-Batch -MemoryLimit 4'; Expected = '4096' }
            @{ Line = 'Set-Batch -MaxRate 10'; Expected = '10/s', '100/s', '1000/h' }
            @{ Line = 'Remove-BatchRun -OlderThan 3'; Expected = '30d' }
            @{ Line = 'Remove-BatchRun -Keep 3'; Expected = '30' }
            @{ Line = 'Get-BatchRun -After 7'; Expected = '7d' }
            @{ Line = 'Get-BatchRun -Operation '; Expected = 'ScriptBlock' }
            @{ Line = 'Compare-BatchRun -Kind New'; Expected = 'NewlyFailing', 'NewlySkipped' }
            @{ Line = 'Compare-BatchRun -FailOn Slower'; Expected = 'Slower', 'SlowerRun' }
            @{ Line = 'Compare-BatchRun -Name p'; Expected = 'plain' }
        ) {
            Get-Completion $Line | Sort-Object | Should -Be @($Expected | Sort-Object)
        }

        It 'completes ids of runs for <_>' -ForEach 'Resume-Batch -Id ', 'Get-BatchRun -Id ', 'Get-BatchResult ', 'Remove-BatchRun ', 'Export-BatchReport -Id ', 'Export-BatchReport -CompareTo ', 'Compare-BatchRun ', 'Compare-BatchRun -DifferenceId ' {
            Get-Completion $_ | Should -Be (Get-BatchRun).RunId
        }
    }
}
