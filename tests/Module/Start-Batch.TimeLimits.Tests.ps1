BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch' {
    BeforeEach {
        $folder = New-Folder $TestDrive
        Set-SandboxState (Join-Path $folder state)
        Push-Location -LiteralPath $folder
    }

    AfterEach { Pop-Location }

    Context '-ItemTimeout, and a block that cannot be stopped' {
        It 'fails the item, runs the rest, and records nothing the block does later' {
            $gate = [Threading.ManualResetEvent]::new($false)
            $results = 1..20 | Start-Batch { if ($_ -eq 2) { $null = ($using:gate).WaitOne(); 'late' }; $_ } -ItemTimeout 0.5 -ThrottleLimit 1 -Ordered -Quiet -ErrorAction SilentlyContinue
            $journal = (Get-BatchRun -Last).JournalPath
            $hash = (Get-FileHash $journal).Hash
            $null = $gate.Set()
            Assert-NothingLeftRunning $folder

            $results.Index | Should -Be (0..19)
            $results[1].Error.Code | Should -Be 'ItemNotStopped'
            $results[1].Error.Message | Should -Be "'$($results[1].Name)' was not finished within its time limit of 0.5 s, and did not stop within 2 s of being cancelled: its thread was left behind."
            ($results | Where-Object Status -EQ 'Succeeded').Count | Should -Be 19
            (Get-FileHash $journal).Hash | Should -Be $hash
            Get-BatchRun -Last | Assert-EveryItemCounted
        }
    }

    Context '-TimeoutSeconds' {
        It 'stops the run when its time is over, and Resume-Batch does the rest' {
            $results = @(1..4 | Start-Batch { if ($_ -gt 2 -and -not (Test-Path $using:folder/gate)) { Start-Sleep 60 }; $_ } -TimeoutSeconds 1 -ThrottleLimit 1 -WarningVariable told -WarningAction SilentlyContinue 6>$null)
            $results.Status | Should -Be @('Succeeded', 'Succeeded', 'Interrupted')
            $told | Should -Be 'The run stops: its time limit of 1 s is reached. Items in flight are cancelled; resume it for the rest.'
            $run = Get-BatchRun -Last
            $run.State, $run.NotRun | Should -Be 'Stopped', 1
            $run | Assert-EveryItemCounted
            New-Item gate | Out-Null
            $null = Resume-Batch -Last -Quiet
            (Get-BatchRun -Last).State, (Get-BatchRun -Last).Succeeded | Should -Be 'Completed', 4
            Assert-NothingLeftRunning $folder
        }

        It 'can be lifted, and set, for a resume' {
            $null = 1..4 | Start-Batch { while (-not [IO.File]::Exists("$using:folder/gate")) { Start-Sleep -Milliseconds 20 }; $_ } -TimeoutSeconds 1 -ThrottleLimit 1 -Quiet -WarningAction SilentlyContinue
            $null = Resume-Batch -Last -TimeoutSeconds 2 -Quiet -WarningVariable told -WarningAction SilentlyContinue
            $told | Should -Be 'The run stops: its time limit of 2 s is reached. Items in flight are cancelled; resume it for the rest.'
            $resumed = Resume-Batch -Last -TimeoutSeconds 0 -AsJob
            Wait-Job $resumed -Timeout 3 | Should -BeNullOrEmpty
            New-Item gate | Out-Null
            $null = $resumed | Wait-Job | Receive-Job
            (Get-BatchRun -Last).State, (Get-BatchRun -Last).Succeeded | Should -Be 'Completed', 4
            Assert-NothingLeftRunning $folder
        }

        It 'refuses <_> s' -ForEach -1, 604801 {
            { 1 | Start-Batch { $_ } -TimeoutSeconds $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,BatchPs.Module.StartBatchCommand'
        }
    }
}
