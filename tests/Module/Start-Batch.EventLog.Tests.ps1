BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive

    # The times stay the text they are.
    function Read-Event($Path) { Get-Content -LiteralPath $Path | ForEach-Object { ConvertFrom-Json $_ -DateKind String } }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        $log = Join-Path $folder 'run.ndjson'
    }

    Context 'with -EventLog' {
        It 'has an event a line, from the start to the end of the run' {
            $null = 1..25 | Start-Batch { if ($_ -eq 7) { throw 'no seven' }; $_ } -EventLog $log -Name told -Tag one, two -ThrottleLimit 2 -Quiet -ErrorAction SilentlyContinue
            $run = Get-BatchRun -Last
            $events = @(Read-Event $log)
            $events[0].event | Should -Be 'run.started'
            $events[0].name | Should -Be 'told'
            $events[0].tags | Should -Be @('one', 'two')
            $events[0].workers | Should -Be 2
            $events[-1].event | Should -Be 'run.ended'
            $events[-1].summary.state | Should -Be 'Completed'
            $events[-1].summary.succeeded | Should -Be 24
            $events.runId | Select-Object -Unique | Should -Be $run.RunId
            $events.sequence | Should -Be (1..$events.Count)
            foreach ($one in $events) { [datetimeoffset]::Parse($one.time, [cultureinfo]::InvariantCulture).Offset | Should -Be ([timespan]::Zero) }
        }

        It 'tells a failed item once, and progress with the counts' {
            $null = 1..25 | Start-Batch { if ($_ -eq 7) { throw 'no seven' }; $_ } -EventLog $log -Quiet -ErrorAction SilentlyContinue
            $events = @(Read-Event $log)
            $failed = @($events | Where-Object event -EQ 'item.failed')
            $failed | Should -HaveCount 1
            $failed[0].name | Should -Be '7'
            $failed[0].code | Should -Be 'ScriptFailed'
            $failed[0].message | Should -BeLike '*no seven*'
            $progress = @($events | Where-Object event -EQ 'progress')
            $progress.Count | Should -BeGreaterOrEqual 2 -Because 'each ten finished items have one'
            $progress[-1].finished | Should -Be 25
            $progress[-1].failed | Should -Be 1
        }

        It 'tells a retry' {
            $null = 1 | Start-Batch { if ($BatchItem.Attempt -eq 1) { throw 'not yet' }; $_ } -MaxRetry 1 -RetryDelay 0 -EventLog $log -Quiet
            $retried = @(Read-Event $log | Where-Object event -EQ 'item.retried')
            $retried | Should -HaveCount 1
            $retried[0].attempt | Should -Be 1
            $retried[0].message | Should -BeLike '*not yet*'
        }

        It 'takes a path relative to the current location' {
            Push-Location -LiteralPath $folder
            try { $null = 1 | Start-Batch { $_ } -EventLog here.ndjson -Quiet } finally { Pop-Location }
            @(Read-Event "$folder/here.ndjson")[-1].event | Should -Be 'run.ended'
        }

        It 'has what a job does, too' {
            $null = 1..3 | Start-Batch { $_ } -EventLog $log -AsJob | Wait-Job | Receive-Job -AutoRemoveJob -Wait
            $events = @(Read-Event $log)
            $events[0].event | Should -Be 'run.started'
            $events[-1].summary.succeeded | Should -Be 3
        }

        It 'is told the end of a run that Select-Object -First stops' {
            $null = 1..100000 | Start-Batch { $_ } -EventLog $log -Quiet | Select-Object -First 1
            @(Read-Event $log)[-1].summary.state | Should -Be 'Stopped'
            Assert-NothingLeftRunning $folder
        }
    }

    Context 'with an event log that cannot be written' {
        It 'is refused before the first item: a <what>' -ForEach @(
            @{ what = 'path in a folder that is not there'; path = 'missing/run.ndjson' }
            @{ what = 'directory'; path = '.' }
        ) {
            $mark = Join-Path $folder 'ran'
            { 1 | Start-Batch { $null = New-Item $using:mark } -EventLog (Join-Path $folder $path) -Quiet } | Should -Throw -ErrorId 'EventLogNotWritable*'
            $mark | Should -Not -Exist
            Assert-NothingLeftRunning $folder
        }

        It 'is refused as a job, too' {
            $runs = @(Get-BatchRun).Count
            { 1 | Start-Batch { $_ } -EventLog "$folder/missing/run.ndjson" -AsJob } | Should -Throw -ErrorId 'EventLogNotWritable*'
            @(Get-BatchRun) | Should -HaveCount $runs
        }

        It 'is refused where a live run has it' {
            $flag = Join-Path $folder 'flag'
            $job = 1 | Start-Batch { while (-not (Test-Path $using:flag)) { Start-Sleep -Milliseconds 20 } } -EventLog $log -AsJob
            try { { 1 | Start-Batch { $_ } -EventLog $log -Quiet } | Should -Throw -ErrorId 'EventLogInUse*' } finally {
                $null = New-Item $flag
                $null = $job | Wait-Job -Timeout 60 | Remove-Job
            }
        }
    }

    Context 'with -EventLog and -WhatIf' {
        It 'writes none' {
            $null = 1..3 | Start-Batch { $_ } -EventLog $log -WhatIf 6>&1
            $log | Should -Not -Exist
        }
    }
}

Describe 'Resume-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        $log = Join-Path $folder 'run.ndjson'
        $flag = Join-Path $folder 'flag'
        $null = 1..3 | Start-Batch { if ($_ -eq 2 -and -not (Test-Path $using:flag)) { throw 'x' }; $_ } -EventLog $log -Quiet -ErrorAction SilentlyContinue
        $null = New-Item $flag
        $before = @(Read-Event $log)
    }

    Context 'with -EventLog' {
        It 'appends the next execution' {
            $null = Resume-Batch -Last -Mode FailedOnly -EventLog $log -Quiet
            $events = @(Read-Event $log)
            $events[0..($before.Count - 1)].time | Should -Be $before.time
            $events[$before.Count].event | Should -Be 'run.started'
            $events[$before.Count].execution | Should -Be 2
            $events[$before.Count].alreadyFinished | Should -Be 2
            $events[$before.Count].sequence | Should -Be 1
            $events[-1].summary.succeeded | Should -Be 3
            $events.runId | Select-Object -Unique | Should -HaveCount 1
        }

        It 'appends as a job, too' {
            $null = Resume-Batch -Last -Mode FailedOnly -EventLog $log -AsJob | Wait-Job | Receive-Job -AutoRemoveJob -Wait
            @(Read-Event $log)[-1].summary.succeeded | Should -Be 3
        }

        It 'is refused where it cannot be written, and the run stays as it was' {
            { Resume-Batch -Last -Mode FailedOnly -EventLog "$folder/missing/run.ndjson" -Quiet } | Should -Throw -ErrorId 'EventLogNotWritable*'
            (Get-BatchRun -Last).Failed | Should -Be 1
            Assert-NothingLeftRunning $folder
        }
    }

    Context 'without' {
        It 'leaves that of the start alone' {
            $null = Resume-Batch -Last -Mode FailedOnly -Quiet
            @(Read-Event $log) | Should -HaveCount $before.Count
        }
    }

    Context 'with -EventLog and -WhatIf' {
        It 'writes none' {
            $null = Resume-Batch -Last -Mode FailedOnly -EventLog $log -WhatIf 6>&1
            @(Read-Event $log) | Should -HaveCount $before.Count
        }
    }
}
