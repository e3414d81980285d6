# Assertions and waits of this suite. Each throws a message that says what was found.

function Wait-Until {
    <# Polls a condition until it holds; throws after the deadline. #>
    param([Parameter(Mandatory)][scriptblock] $Condition, [string] $Because = 'the condition', [double] $Seconds = 60)
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "Waited $Seconds s in vain for $Because." }
        Start-Sleep -Milliseconds 20
    }
}

function Get-BatchThread {
    <# Names of a process's live threads that belong to a run. Linux keeps the first 15 characters of a thread's name; elsewhere none is seen. #>
    param([Parameter(Mandatory)][int] $ProcessId)
    if (-not $IsLinux -or -not (Test-Path "/proc/$ProcessId/task")) { return }
    foreach ($task in [System.IO.Directory]::GetDirectories("/proc/$ProcessId/task")) {
        try { $name = [System.IO.File]::ReadAllText("$task/comm").TrimEnd() } catch [System.IO.IOException] { continue }
        if ($name -like 'BatchPs *') { $name }
    }
}

function Get-BatchRunspace {
    <# Runspaces of blocks that this process has not disposed of. #>
    foreach ($runspace in Get-Runspace) { if ($runspace.Name -like 'BatchPs *') { "$($runspace.Name) ($($runspace.Id), $($runspace.RunspaceStateInfo.State))" } }
}

function Get-OpenFile {
    <# Files below the folders that a process has open; elsewhere than on Linux none is seen. #>
    param([Parameter(Mandatory)][string[]] $Folder, [Parameter(Mandatory)][int] $ProcessId)
    if (-not $IsLinux -or -not (Test-Path "/proc/$ProcessId/fd")) { return }
    foreach ($descriptor in [System.IO.Directory]::GetFileSystemEntries("/proc/$ProcessId/fd")) {
        $target = [System.IO.FileInfo]::new($descriptor).LinkTarget
        if ($target -and ($Folder | Where-Object { $target.StartsWith("$_/", [StringComparison]::Ordinal) })) { $target }
    }
}

function Get-HeldLock {
    <# Locks of runs and destinations below the folders that somebody holds. #>
    param([Parameter(Mandatory)][string[]] $Folder)
    foreach ($file in Get-ChildItem -LiteralPath $Folder -Recurse -Force -File -Filter '*.lock') {
        try { [System.IO.FileStream]::new($file.FullName, 'Open', 'Read', 'Read').Dispose() } catch [System.IO.IOException] { $file.FullName }
    }
}

function Wait-Gone {
    # Asks until nothing is found; throws what was found when the deadline comes.
    param([scriptblock] $Find, [string] $What, [datetime] $Deadline, [double] $Seconds)
    while ($found = @(& $Find)) {
        if ([datetime]::UtcNow -gt $Deadline) { throw "$What after $Seconds s: $($found -join ', ')." }
        Start-Sleep -Milliseconds 20
    }
}

function Assert-NothingLeftRunning {
    <# No thread or runspace of a run is alive in the process, it has no file open and nobody holds a lock under the folders or the recorded runs, and no
       temporary output or unheeded request is left there. Threads get a moment to leave the process table. #>
    param([Parameter(Mandatory)][string[]] $Folder, [double] $Seconds = 3, [int] $ProcessId = $PID)
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    $Folder = @($Folder; Get-Item -LiteralPath $env:XDG_STATE_HOME -ErrorAction Ignore | ForEach-Object FullName)
    Wait-Gone { Get-BatchThread $ProcessId } 'Still running' $deadline $Seconds
    if ($ProcessId -eq $PID) { Wait-Gone { Get-BatchRunspace } 'Runspaces are left' $deadline $Seconds }
    Wait-Gone { Get-OpenFile $Folder $ProcessId } 'Still open' $deadline $Seconds
    Wait-Gone { Get-HeldLock $Folder } 'Still locked' $deadline $Seconds
    $temps = @(Get-ChildItem -LiteralPath $Folder -Recurse -Force -File -Filter '.bps~*')
    if ($temps) { throw "Temporary outputs are left: $($temps.FullName -join ', ')." }
    $requests = @(Get-ChildItem -LiteralPath $Folder -Recurse -Force -File -Filter '*.ask')
    if ($requests) { throw "Requests are left: $($requests.FullName -join ', ')." }
}

function Assert-StopsQuickly {
    <# A way to stop takes less than 500 ms. The block does it once and returns what it took; another load on the machine gets it two more tries.
       Each figure is shown. #>
    param([Parameter(Mandatory)][string] $By, [Parameter(Mandatory)][scriptblock] $Stop)
    $taken = @(for ($i = 0; $i -lt 3 -and ($i -eq 0 -or $took.TotalMilliseconds -ge 500); $i++) { ($took = & $Stop) })
    $text = ($taken | ForEach-Object { '{0:0}' -f $_.TotalMilliseconds }) -join ', '
    Write-Host "    stopped by ${By}: $text ms"
    if ($took.TotalMilliseconds -ge 500) { throw "Stopped by ${By}: it took $text ms, less than 500 is promised." }
}

function Assert-EveryItemCounted {
    <# The invariant: the six states add up to the inputs read, and the recorded results are as many. #>
    param([Parameter(Mandatory, ValueFromPipeline)][object] $Run)
    process {
        $sum = $Run.Succeeded + $Run.Failed + $Run.Skipped + $Run.Unchanged + $Run.NotRun + $Run.Interrupted
        if ($sum -ne $Run.Total) { throw "Run $($Run.RunId): the states add up to $sum, its total is $($Run.Total)." }
        $results = @(Get-BatchResult -Id $Run.RunId)
        if ($results.Count -ne $Run.Total) { throw "Run $($Run.RunId) has $($results.Count) results, its total is $($Run.Total)." }
        foreach ($status in 'Succeeded', 'Failed', 'Skipped', 'Unchanged', 'NotRun', 'Interrupted') {
            $found = @($results | Where-Object Status -EQ $status).Count
            if ($found -ne $Run.$status) { throw "Run $($Run.RunId) has $found results with status $status, its summary says $($Run.$status)." }
        }
    }
}

Export-ModuleMember -Function Wait-Until, Assert-NothingLeftRunning, Assert-StopsQuickly, Assert-EveryItemCounted
