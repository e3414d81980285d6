BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive
    $page = (Get-Content -LiteralPath (Get-SandboxPath 'docs/processors.md') -Raw).ReplaceLineEndings("`n")
    $folder = New-Folder $TestDrive
    Push-Location -LiteralPath $folder
    foreach ($file in [regex]::Matches($page, '(?sm)^\*\*(?<name>[\w./-]+)\*\*\n\n```\w+\n(?<text>.*?)^```$')) {
        $null = New-Item -Force -ItemType File $file.Groups['name'].Value -Value $file.Groups['text'].Value
    }

    # Nothing but the SDK: no package can come from anywhere.
    Set-Content nuget.config '<configuration><packageSources><clear /></packageSources></configuration>'
    $engine = Join-Path (Get-Module BatchPs).ModuleBase 'bin' 'engine'
    $built = dotnet build upper --output upper/out "-p:BatchPs=$engine" -p:UseSharedCompilation=false --nodeReuse:false 2>&1 | Out-String
    $assembly = Join-Path $folder 'upper/out/Upper.dll'

    # Each block of code with the output that the page shows under it.
    $examples = @([regex]::Matches($page, '(?sm)^```powershell\n(?<code>[^`]*?)^```\n\n```text\n(?<output>.*?)^```$'))

    function Invoke-Example([string] $Code) {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { (. ([scriptblock]::Create($Code)) 6>&1 | Out-String -Width 120).ReplaceLineEndings("`n").Replace((Get-Location).Path, '/home/ann') }
        finally { $PSStyle.OutputRendering = $before }
    }

    # As it is read: without the blank lines that tables begin and end with, and without what fills a line.
    function Get-Words([string] $Text) { ($Text -split "`n" | ForEach-Object TrimEnd | Where-Object { $_ }) -join "`n" }
}

AfterAll {
    Remove-Module Words -ErrorAction Ignore
    Pop-Location
    Exit-Sandbox
}

Describe 'docs/processors.md' {
    It 'has a class that builds with nothing but the SDK' { $assembly | Should -Exist -Because $built }

    It 'shows what its PowerShell puts out' {
        $examples.Count | Should -Be 2
        foreach ($example in $examples) {
            Get-Words (Invoke-Example $example.Groups['code'].Value) | Should -BeExactly (Get-Words $example.Groups['output'].Value)
        }
    }

    Context 'the script module' {
        It 'fails and skips items, takes its options, and streams' {
            Import-Module ./Words.psm1 -Force
            $null = New-Item -Force -ItemType File odd/empty.txt, odd/few.txt
            Set-Content odd/few.txt 'two words'
            $results = Get-ChildItem odd | Start-WordBatch -Least 3 -ErrorVariable failed -ErrorAction SilentlyContinue
            $results.Status | Should -Be 'Skipped', 'Failed'
            $results.Reason | Should -Be 'Empty', $null
            $failed[0].Exception.Message | Should -BeLike "*FailedByBlock*it has 2 words; expected at least 3*"
            $script:piped = 0
            1..50 | ForEach-Object { $script:piped++; Get-Item notes/street.txt } | Start-WordBatch -Destination first -WarningAction Ignore -ErrorAction Ignore | Select-Object -First 1 |
                ForEach-Object Status | Should -Be 'Succeeded'
        }

        It 'is another operation for a resume once its file has changed' {
            Set-Content Other.psm1 'function Test-One { if (-not (Test-Path go.txt)) { throw "no" }; 1 }'
            1 | Start-Batch { Test-One } -Module ./Other.psm1 -Quiet -ErrorAction SilentlyContinue | ForEach-Object Status | Should -Be 'Failed'
            Add-Content Other.psm1 '# changed'
            { Resume-Batch -Last -Mode FailedOnly -ErrorAction Stop } |
                Should -Throw -ErrorId 'OperationChanged,*' -ExpectedMessage '*what differs: module Other.*'
            Set-Content go.txt ''
            (Resume-Batch -Last -Mode FailedOnly -Force -Quiet).Status | Should -Be 'Succeeded'
        }
    }
}

Describe 'Processors of an assembly' {
    It 'are listed by Get-BatchProcessor, which has no others then' {
        $found = Get-BatchProcessor -ProcessorAssembly $assembly
        $found.Name | Should -Be 'Upper'
        $found.Options.Name | Should -Be 'LongestLine'
        (Get-BatchProcessor).Name | Should -Not -Contain 'Upper'
        { Get-BatchProcessor Srt -ProcessorAssembly $assembly -ErrorAction Stop } |
            Should -Throw -ErrorId 'UnknownProcessor,*' -ExpectedMessage "There is no processor 'Srt' in '*Upper.dll'. Known: Upper."
    }

    It 'are planned by Test-Batch' {
        $plan = Test-Batch -LiteralPath notes -ProcessorAssembly $assembly -Destination planned -Quiet
        $plan.Action | Should -Be 'Run', 'Run'
        Test-Path planned | Should -BeFalse
    }

    It 'check their options before the first item' {
        { Start-Batch -LiteralPath notes -Processor Upper -ProcessorAssembly $assembly -Options @{ LongestLine = 0 } -Destination never -ErrorAction Stop } |
            Should -Throw -ErrorId 'BadOptionValue,*' -ExpectedMessage "Option 'LongestLine' of processor 'Upper' has the value '0'; expected 1 to 1000000."
        Test-Path never | Should -BeFalse
    }

    It 'are loaded again by a resume in another session and directory, unless the journal lies elsewhere' {
        $journal = Join-Path $folder 'mine.journal'
        Start-Batch -LiteralPath notes -ProcessorAssembly $assembly -Options @{ LongestLine = 25 } -Destination twice -Quiet -ErrorAction SilentlyContinue |
            ForEach-Object Status | Sort-Object | Should -Be 'Succeeded', 'Failed'
        Start-Batch -LiteralPath notes -ProcessorAssembly $assembly -Options @{ LongestLine = 25 } -Destination thrice -JournalPath $journal -Quiet -ErrorAction SilentlyContinue | Out-Null
        $other = New-Folder $TestDrive
        $child = Start-ModuleProcess -Folder $other @"
`$runs = Get-BatchRun | Sort-Object StartedAt -Descending | Select-Object -First 2
'own: ' + (Resume-Batch `$runs[1].RunId -Mode FailedOnly -Quiet -ErrorAction SilentlyContinue).Error.Code
try { Resume-Batch -JournalPath '$journal' -Mode FailedOnly -ErrorAction Stop } catch { 'foreign: ' + `$_.FullyQualifiedErrorId }
'named: ' + (Resume-Batch -JournalPath '$journal' -Mode FailedOnly -ProcessorAssembly '$assembly' -Quiet -ErrorAction SilentlyContinue).Error.Code
"@
        $child.WaitForExit(120000) | Should -BeTrue
        Get-Content (Join-Path $other 'out.txt') | Should -Be @(
            'own: LineTooLong'
            'foreign: AssemblyNotNamed,BatchPs.Module.ResumeBatchCommand'
            'named: LineTooLong'
        ) -Because (Get-Content (Join-Path $other 'err.txt') -Raw)
    }

    It 'are refused beside a script block, and where the file is none' {
        { 1 | Start-Batch { $_ } -ProcessorAssembly $assembly -ErrorAction Stop } | Should -Throw -ErrorId 'TwoOperations,*'
        { Get-BatchProcessor -ProcessorAssembly ./none.dll -ErrorAction Stop } | Should -Throw -ErrorId 'AssemblyNotFound,*'
        { Get-BatchProcessor -ProcessorAssembly ./notes/street.txt -ErrorAction Stop } | Should -Throw -ErrorId 'NotAnAssembly,*'
    }
}
