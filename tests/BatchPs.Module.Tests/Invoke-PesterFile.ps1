# Lists the tests of Pester files, or runs them, and writes what it found as JSON.
param(
    [Parameter(Mandatory)][string] $Folder,
    [Parameter(Mandatory)][string] $Out,
    [string] $File = '*.Tests.ps1',
    [switch] $Run
)

# No preference is set here: the tests would inherit it.

function Save($Document) {
    [System.IO.File]::WriteAllText($Out, (ConvertTo-Json $Document -Depth 5 -Compress))
    exit 0
}

# The name as Pester shows it when it runs; at discovery Pester itself does not fill it in yet.
function Expand([string] $Name, $Data) {
    [regex]::Replace($Name, '<([^<>]+)>', {
            param($match)
            $key = $match.Groups[1].Value
            $value = if ($Data -is [System.Collections.IDictionary]) { $Data[$key] } elseif ($key -eq '_') { $Data }
            if ($null -eq $value) { $match.Value } else { "$value" }
        })
}

function Get-Message($Records) {
    ($Records | ForEach-Object { $_.DisplayErrorMessage ?? "$_"; $_.DisplayStackTrace ?? $_.ScriptStackTrace }) -join "`n"
}

function Get-Test($Block, [string] $Path) {
    foreach ($one in $Block.Order) {
        $name = "$Path$(Expand $one.Name $one.Data)"
        if ($one.ItemType -eq 'Block') {
            Get-Test $one "$name › "
            continue
        }

        $records = @($one.ErrorRecord)
        for ($parent = $one.Block; -not $records -and $parent; $parent = $parent.Parent) { $records = @($parent.ErrorRecord) }
        $message = $one.Result -eq 'Skipped' ? "$($records)" -replace '^is skipped, because ' : (Get-Message $records)
        @{ name = $name; result = "$($one.Result)"; message = $message }
    }
}

if ($PSVersionTable.PSVersion -lt [version] '7.6') { Save @{ missing = "pwsh 7.6 is not on PATH (it is $($PSVersionTable.PSVersion))" } }
if (-not (Get-Module Pester -ListAvailable | Where-Object { $_.Version -ge [version] '5.7' -and $_.Version.Major -eq 5 })) { Save @{ missing = 'Pester 5.7 is not installed' } }
Import-Module Pester -MinimumVersion 5.7 -MaximumVersion 5.99

$configuration = New-PesterConfiguration
$configuration.Run.Path = @(Get-ChildItem -LiteralPath $Folder -Filter $File | ForEach-Object FullName)
$configuration.Run.PassThru = $true
$configuration.Run.SkipRun = -not $Run
$configuration.Output.Verbosity = 'None'
$result = Invoke-Pester -Configuration $configuration

$files = foreach ($container in $result.Containers) {
    $tests = @($container.Blocks | ForEach-Object { Get-Test $_ "$($_.Name) › " })
    $problem = Get-Message $container.ErrorRecord
    if (-not $problem -and -not $tests) { $problem = 'It has no tests.' }
    @{ file = $container.Item.Name; problem = $problem; tests = $tests }
}

Save @{ files = @($files) }
