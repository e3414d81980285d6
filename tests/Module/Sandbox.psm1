# Where a test runs: the built module, a state directory of its own, subtitles to work on.

$script:Repository = Split-Path (Split-Path $PSScriptRoot)
$script:Module = Join-Path $Repository 'artifacts' 'module' 'BatchPs'
$script:Saved = @{}

function Enter-Sandbox {
    <# Imports the module and points its state, its configuration and its settings away from the user's own. #>
    param([Parameter(Mandatory)][string] $Folder)
    if (-not (Test-Path -LiteralPath $Module)) { throw "There is no module in '$Module'; run 'dotnet build' first." }
    $script:Saved = @{}
    $owned = @('XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'LOCALAPPDATA', 'APPDATA') + @(Get-ChildItem env:BATCH_*, env:TEMPORAL_* | ForEach-Object Name)
    foreach ($name in $owned) {
        $script:Saved[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $null)
    }

    Set-SandboxState (Join-Path $Folder 'state')
    $env:XDG_CONFIG_HOME = $env:APPDATA = Join-Path $Folder 'configuration'
    Import-Module $Module -Global
}

function Set-SandboxState {
    <# Points the recorded runs to a folder; a new one remembers nothing. #>
    param([Parameter(Mandatory)][string] $Folder)
    $env:XDG_STATE_HOME = $env:LOCALAPPDATA = $Folder
}

function Exit-Sandbox {
    foreach ($name in $Saved.Keys) { [Environment]::SetEnvironmentVariable($name, $Saved[$name]) }
}

function Get-SandboxPath {
    <# Full path of something in the repository. #>
    param([Parameter(Mandatory)][string] $Path)
    Join-Path $Repository $Path
}

function New-Folder {
    <# Makes a new folder with one subtitle file for each relative path. #>
    param([Parameter(Mandatory)][string] $Parent, [string[]] $Subtitle = @())
    $folder = Join-Path $Parent ([guid]::NewGuid().ToString('n').Substring(0, 8))
    $null = New-Item -ItemType Directory $folder
    foreach ($name in $Subtitle) { New-Subtitle (Join-Path $folder $name) }
    $folder
}

function New-Subtitle {
    <# Writes a subtitle file with one defect that the Srt processor corrects: its first index is 7. #>
    param([Parameter(Mandatory)][string] $Path, [string] $Text = 'Good morning.')
    $null = [System.IO.Directory]::CreateDirectory((Split-Path $Path))
    [System.IO.File]::WriteAllText($Path, "7`n00:00:01,000 --> 00:00:03,000`n$Text`n")
}

function New-BrokenSubtitle {
    <# Writes a file that only pretends to be subtitles. #>
    param([Parameter(Mandatory)][string] $Path)
    $null = [System.IO.Directory]::CreateDirectory((Split-Path $Path))
    [System.IO.File]::WriteAllText($Path, "<html>`n<body>not found</body>`n</html>`n")
}

function Start-ModuleProcess {
    <# Starts a pwsh of its own with the module imported; its output goes to the folder's 'out.txt' and 'err.txt'. #>
    param([Parameter(Mandatory)][string] $Script, [Parameter(Mandatory)][string] $Folder)
    $file = Join-Path $Folder 'child.ps1'
    Set-Content -LiteralPath $file -Value "Import-Module '$Module'`nSet-Location -LiteralPath '$Folder'`n$Script"
    Start-Process pwsh -ArgumentList '-NoProfile', '-NonInteractive', '-File', $file -PassThru `
        -RedirectStandardOutput (Join-Path $Folder 'out.txt') -RedirectStandardError (Join-Path $Folder 'err.txt')
}

Export-ModuleMember -Function *-*
