BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Assertions.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'The assertions of this suite' {
    Context 'Assert-NothingLeftRunning' {
        It 'fails while a run is alive, and not after it' -Skip:(-not $IsLinux) {
            $folder = New-Folder $TestDrive
            $script = "param(`$module) Import-Module `$module; 1 | Start-Batch { while (-not [IO.File]::Exists('$folder/gate')) { [Threading.Thread]::Sleep(5) } } -Quiet"
            $shell = [powershell]::Create().AddScript($script).AddArgument((Get-Module BatchPs).Path)
            try {
                $running = $shell.BeginInvoke()
                Wait-Until { Get-BatchRun -State Running } 'the run'
                { Assert-NothingLeftRunning $folder -Seconds 0.1 } | Should -Throw 'Still running after 0.1 s: *BatchPs worker*'
                New-Item "$folder/gate" | Out-Null
                $null = $shell.EndInvoke($running)
                Assert-NothingLeftRunning $folder
            } finally { $shell.Dispose() }
        }

        It 'fails at a runspace that is left' {
            $folder = New-Folder $TestDrive
            $runspace = [runspacefactory]::CreateRunspace()
            $runspace.Name = 'BatchPs worker'
            $runspace.Open()
            try {
                { Assert-NothingLeftRunning $folder -Seconds 0.1 } | Should -Throw "Runspaces are left after 0.1 s: BatchPs worker ($($runspace.Id), Opened)."
            } finally { $runspace.Dispose() }
            Assert-NothingLeftRunning $folder
        }

        It 'fails at a file that is open below the folder' -Skip:(-not $IsLinux) {
            $folder = New-Folder $TestDrive
            $file = [System.IO.File]::Create("$folder/open")
            try { { Assert-NothingLeftRunning $folder -Seconds 0.1 } | Should -Throw "Still open after 0.1 s: $folder/open." } finally { $file.Dispose() }
            Assert-NothingLeftRunning $folder
        }

        It 'fails at a lock that another process holds' {
            $folder = New-Folder $TestDrive
            $child = Start-ModuleProcess "`$file = [IO.FileStream]::new('$folder/a.lock', 'Create', 'ReadWrite', 'None'); Start-Sleep 300" (New-Folder $TestDrive)
            try {
                Wait-Until { Test-Path "$folder/a.lock" } 'the lock'
                { Assert-NothingLeftRunning $folder -Seconds 0.1 } | Should -Throw "Still locked after 0.1 s: $folder/a.lock."
            } finally { $child.Kill() }
        }

        It 'fails at a request that is left' {
            $folder = New-Folder $TestDrive
            $left = New-Item "$folder/a.journal.ask"
            { Assert-NothingLeftRunning $folder } | Should -Throw "Requests are left: $($left.FullName)."
        }

        It 'fails at a temporary output that is left' {
            $folder = New-Folder $TestDrive
            $left = New-Item "$folder/deep/.bps~12345678~1" -Force
            { Assert-NothingLeftRunning $folder } | Should -Throw "Temporary outputs are left: $($left.FullName)."
        }
    }

    Context 'Assert-StopsQuickly' {
        It 'tries again when it was slow' {
            $script:tries = 0
            Assert-StopsQuickly 'a test' { [timespan]::FromMilliseconds(++$script:tries -eq 2 ? 499 : 500) }
            $script:tries | Should -Be 2
        }

        It 'fails when it is slow three times' {
            { Assert-StopsQuickly 'a test' { [timespan]::FromMilliseconds(500) } } |
                Should -Throw 'Stopped by a test: it took 500, 500, 500 ms, less than 500 is promised.'
        }
    }

    Context 'Assert-EveryItemCounted' {
        BeforeAll {
            $null = 1..2 | Start-Batch { $_ } -Quiet
            $run = Get-BatchRun -Last
        }

        It 'passes for a run' { $run | Assert-EveryItemCounted }

        It 'fails where the states do not add up' {
            $wrong = $run | Select-Object *
            $wrong.Failed = 1
            { $wrong | Assert-EveryItemCounted } | Should -Throw '*the states add up to 3, its total is 2.'
        }

        It 'fails where the results are fewer' {
            $wrong = $run | Select-Object *
            $wrong.Total = $wrong.Succeeded = 3
            { $wrong | Assert-EveryItemCounted } | Should -Throw '*has 2 results, its total is 3.'
        }

        It 'fails where a status differs' {
            $wrong = $run | Select-Object *
            $wrong.Succeeded = 1
            $wrong.Failed = 1
            { $wrong | Assert-EveryItemCounted } | Should -Throw '*has 2 results with status Succeeded, its summary says 1.'
        }
    }

    Context 'Wait-Until' {
        It 'returns when the condition holds' {
            $script:asked = 0
            Wait-Until { ++$script:asked -ge 3 }
            $script:asked | Should -Be 3
        }

        It 'fails at the deadline' { { Wait-Until { $false } 'ever' -Seconds 0.1 } | Should -Throw 'Waited 0.1 s in vain for ever.' }
    }
}
