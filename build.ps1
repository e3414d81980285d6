#requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests or packs BatchPs.
.DESCRIPTION
    Build  leaves an importable module in artifacts/module/BatchPs and the command line in artifacts/cli.
    Test   runs all tests, those of the module in this PowerShell with Pester 5.7.
    Pack   writes artifacts/packages/BatchPs-<version>.zip (the module) and batchps-cli-<version>.zip (the command line).
.EXAMPLE
    ./build.ps1 Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pack')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$solution = Join-Path $PSScriptRoot 'BatchPs.sln'
$artifacts = Join-Path $PSScriptRoot 'artifacts'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) ended with exit code $LASTEXITCODE."
    }
}

function Build-Module {
    Invoke-DotNet build $solution --configuration $Configuration
    Invoke-DotNet publish (Join-Path $PSScriptRoot 'src/BatchPs.Cli') --configuration $Configuration --output (Join-Path $artifacts 'cli')
}

function Test-Module {
    if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.7')) {
        Write-Warning "Pester 5.7 is not installed; the tests of the module are skipped. 'Install-PSResource Pester' installs it where a gallery can be reached."
    }

    Invoke-DotNet test $solution --configuration $Configuration
}

function New-Package {
    Build-Module
    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'module/BatchPs.psd1')).ModuleVersion
    $packages = New-Item (Join-Path $artifacts 'packages') -ItemType Directory -Force
    $contents = @{
        "BatchPs-$version.zip" = Join-Path $artifacts 'module/BatchPs'
        "batchps-cli-$version.zip" = Join-Path $artifacts 'cli'
    }
    foreach ($name in $contents.Keys) {
        $target = Join-Path $packages $name
        Remove-Item $target -ErrorAction Ignore
        [System.IO.Compression.ZipFile]::CreateFromDirectory(
            $contents[$name], $target, [System.IO.Compression.CompressionLevel]::Optimal, $true)
        Get-Item $target
    }
}

switch ($Task) {
    'Build' { Build-Module }
    'Test' { Test-Module }
    'Pack' { New-Package }
}
