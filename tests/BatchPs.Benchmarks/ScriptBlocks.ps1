<#
.SYNOPSIS
    One contender of the script-block benchmark in a process of its own: it warms up, runs once, and prints microseconds an item.
#>
param(
    [Parameter(Mandatory)][ValidateSet('Start-Batch', 'Start-Batch -Isolation Process', 'ForEach-Object', 'ForEach-Object -Parallel', 'Start-ThreadJob')][string] $Contender,
    [Parameter(Mandatory)][ValidateSet('empty', 'objects', 'infos', 'sleep', 'files', 'cpu')][string] $Work,
    [Parameter(Mandatory)][int] $Count,
    [Parameter(Mandatory)][string] $Module,
    [Parameter(Mandatory)][string] $Folder
)

$ErrorActionPreference = 'Stop'
$env:XDG_STATE_HOME = Join-Path $Folder 'state'
if ($Contender -like 'Start-Batch*') { Import-Module $Module }
Set-Location -LiteralPath $Folder

$blocks = @{
    empty = { }
    objects = { }
    infos = { }
    sleep = { [System.Threading.Thread]::Sleep(1) }
    files = { $null = [System.IO.File]::ReadAllBytes($_) }
    cpu = { $sum = 0; for ($i = 0; $i -lt 40000; $i++) { $sum = ($sum + $i * 7) % 65521 } }
}

function Get-Input([int] $Count) {
    # Arrays, so that all contenders are given what is there already.
    switch ($Work) {
        'objects' { , @(foreach ($i in 1..$Count) { [pscustomobject]@{ Id = $i; Name = "object $i" } }) }
        'infos' { , ([System.IO.DirectoryInfo]::new("$Folder/files").GetFiles()[0..($Count - 1)]) }
        'files' { , ([System.IO.Directory]::GetFiles("$Folder/files")[0..($Count - 1)]) }
        default { , (1..$Count) }
    }
}

function Invoke-Contender([object[]] $Items) {
    $block = $blocks[$Work]
    switch ($Contender) {
        'Start-Batch' { $Items | Start-Batch $block -ThrottleLimit 2 -Quiet | Out-Null }
        'Start-Batch -Isolation Process' { $Items | Start-Batch $block -ThrottleLimit 2 -Isolation Process -Quiet | Out-Null }
        'ForEach-Object' { $Items | ForEach-Object $block | Out-Null }
        'ForEach-Object -Parallel' { $Items | ForEach-Object -Parallel $block -ThrottleLimit 2 | Out-Null }
        'Start-ThreadJob' {
            $job = [scriptblock]::Create("`$_ = `$args[0]; $block")
            $Items | ForEach-Object { Start-ThreadJob $job -ArgumentList $_ -ThrottleLimit 2 } | Receive-Job -Wait -AutoRemoveJob | Out-Null
        }
    }
}

# Those that take microseconds an item need more items until all their code is compiled.
$warm = $Contender -in 'Start-Batch', 'ForEach-Object' -and $Work -notin 'sleep', 'cpu' ? 20000 : 20
Invoke-Contender (Get-Input ([Math]::Min($warm, $Count)))
$items = Get-Input $Count
[System.GC]::Collect()
$clock = [System.Diagnostics.Stopwatch]::StartNew()
Invoke-Contender $items
($clock.Elapsed.TotalMicroseconds / $items.Count).ToString([cultureinfo]::InvariantCulture)
