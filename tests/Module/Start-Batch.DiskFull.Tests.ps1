BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch' {
    Context 'a disk that is full' {
        BeforeEach {
            $folder = New-Folder $TestDrive -Subtitle a.srt
            Set-SandboxState (Join-Path $folder state)
            Push-Location -LiteralPath $folder
            $disk = New-Item -ItemType Directory disk
            $mounted = $IsLinux -and (& { mount -t tmpfs -o size=1m tmpfs $disk.FullName 2> $null; $? })
            if (-not $mounted) { Set-ItResult -Skipped -Because 'only root on Linux can mount a small disk'; return }

            # Three quarters of it: the output of b has no room beside them, that of a has.
            [IO.File]::WriteAllBytes("$disk/ballast", [byte[]]::new(768KB))
            New-Subtitle "$folder/b.srt" -Text ('long ' * 60KB)
        }

        AfterEach {
            if ($mounted) { umount $disk.FullName }
            Pop-Location
            Assert-NothingLeftRunning $folder
        }

        It 'ends the run after -DiskFullWait, and a resume with space completes it' {
            $results = Get-ChildItem *.srt | Start-Batch -Destination disk/out -MinimumFreeSpace 0 -DiskFullWait 1 -ThrottleLimit 1 -Quiet -WarningVariable warned -ErrorVariable failed -WarningAction SilentlyContinue -ErrorAction SilentlyContinue

            $results.Name | Should -Be 'a.srt'
            "$warned" | Should -BeLike "Paused: disk full. *needs at least * bytes. The run goes on by itself when there is space; it waits up to 1 s (disk_full_wait)."
            $failed[-1].FullyQualifiedErrorId | Should -BeLike 'DiskFull,*'
            (Get-BatchRun -Last).Failed | Should -Be 0
            Remove-Item disk/ballast
            (Resume-Batch -DiskFullWait 0 -Quiet).Status | Should -Be 'Succeeded'
            (Get-BatchRun -Last).State | Should -Be 'Completed'
            (Get-BatchRun -Last).Configuration['disk_full_wait'] | Should -Be '0'
            Get-ChildItem disk -Recurse -Force -Filter .bps~* | Should -BeNullOrEmpty
        }

        It 'shows the pause in the progress and goes on by itself when there is space' {
            $shell = [Management.Automation.PowerShell]::Create().AddScript({
                    param($module, $folder)
                    Import-Module $module
                    Set-Location -LiteralPath $folder
                    Get-ChildItem *.srt | Start-Batch -Destination disk/out -MinimumFreeSpace 0 -ProgressInterval 0.2
                }).AddArgument((Get-Module BatchPs).Path).AddArgument($folder)
            try {
                $running = $shell.BeginInvoke()
                $deadline = [datetime]::UtcNow.AddSeconds(60)
                while (-not ($shell.Streams.Progress.StatusDescription -like '* | paused: disk full | *') -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
                $shell.Streams.Progress.StatusDescription -like '1/2 items | failed 0 | paused: disk full | *' | Should -Not -BeNullOrEmpty
                Remove-Item disk/ballast
                $shell.EndInvoke($running).Status | Should -Be @('Succeeded', 'Succeeded')
                $shell.Streams.Error | Should -BeNullOrEmpty
                "$($shell.Streams.Information)" | Should -BeLike '*There is space again: the run goes on after a pause of *'
            } finally { $shell.Dispose() }
        }
    }
}
