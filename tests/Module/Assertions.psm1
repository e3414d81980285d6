# Assertions and waits of this suite. Each throws a message that says what was found.

function Wait-Until {
    <# Polls a condition until it holds; throws after the deadline. #>
    param([Parameter(Mandatory)][scriptblock] $Condition, [string] $Because = 'the condition', [double] $Seconds = 20)
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "Waited $Seconds s in vain for $Because." }
        Start-Sleep -Milliseconds 20
    }
}

function Get-BatchThread {
    <# Names of this process's live threads that belong to a run. Linux keeps the first 15 characters of a thread's name; elsewhere none is seen. #>
    if (-not $IsLinux) { return }
    foreach ($task in [System.IO.Directory]::GetDirectories('/proc/self/task')) {
        try { $name = [System.IO.File]::ReadAllText("$task/comm").TrimEnd() } catch [System.IO.IOException] { continue }
        if ($name -like 'BatchPs *') { $name }
    }
}

function Assert-NothingLeftRunning {
    <# No thread of a run is alive, and no temporary output is left under the folders. Threads get a moment to leave the process table. #>
    param([Parameter(Mandatory)][string[]] $Folder, [double] $Seconds = 3)
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while ($threads = @(Get-BatchThread)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "Still running after $Seconds s: $($threads -join ', ')." }
        Start-Sleep -Milliseconds 20
    }

    $temps = @(Get-ChildItem -LiteralPath $Folder -Recurse -Force -File -Filter '.bps~*')
    if ($temps) { throw "Temporary outputs are left: $($temps.FullName -join ', ')." }
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

Export-ModuleMember -Function Wait-Until, Assert-NothingLeftRunning, Assert-EveryItemCounted
