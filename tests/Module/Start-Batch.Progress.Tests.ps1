BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive

    # All progress records of a script: a session of its own keeps them, which this one's host would only draw.
    function Get-ProgressOf([string] $Script, [string] $Folder) {
        $shell = [powershell]::Create().AddScript("param(`$module, `$folder)`nImport-Module `$module`nSet-Location -LiteralPath `$folder`n$Script")
        try {
            $null = $shell.AddArgument((Get-Module BatchPs).Path).AddArgument($Folder).Invoke()
            if ($shell.Streams.Error) { throw $shell.Streams.Error[0] }
            , @($shell.Streams.Progress)
        } finally { $shell.Dispose() }
    }
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch' {
    BeforeAll {
        $folder = New-Folder $TestDrive
        0..7 | ForEach-Object { 'x' * 1000 | Set-Content "$folder/$_.txt" }

        # Two files at a time, each of which takes longer than a second.
        $records = Get-ProgressOf 'Start-Batch -Path *.txt { Start-Sleep -Milliseconds 1600; $_.Name } -ThrottleLimit 2 -ProgressInterval 0.2 -Name slow' $folder
        $parents = @($records | Where-Object ParentActivityId -LT 0)
        $children = @($records | Where-Object ParentActivityId -GE 0)
    }

    Context 'of a run by path whose items take their time' {
        It 'has one record for the run, named after it' {
            $parents.ActivityId | Select-Object -Unique | Should -HaveCount 1
            $parents.Activity | Select-Object -Unique | Should -Be 'Batch slow'
        }

        It 'tells percent, which never fall, and seconds that are left' {
            $percent = @($parents.PercentComplete)
            $percent | Should -Be ($percent | Sort-Object)
            $percent[-1] | Should -Be 100
            @($percent | Where-Object { $_ -gt 0 -and $_ -lt 100 }).Count | Should -BeGreaterThan 2
            $left = @($parents | Where-Object { $_.RecordType -eq 'Processing' -and $_.SecondsRemaining -ge 0 })
            $left.Count | Should -BeGreaterThan 2
            $left[0].SecondsRemaining | Should -BeGreaterThan $left[-1].SecondsRemaining
        }

        It 'tells what is in work, counts and rate' {
            $middle = @($parents | Where-Object StatusDescription -Like '4/8 items*')[0]
            $middle.StatusDescription | Should -BeLike '4/8 items | failed 0 | *items/s*'
            $middle.CurrentOperation | Should -Match '^[0-7]\.txt'
        }

        It 'leaves the estimate to PowerShell, and tells its range and no rate of zero' {
            $parents.StatusDescription -match 'ETA [0-9hms ]+ to [0-9hms ]+ \|' | Should -Not -BeNullOrEmpty
            $parents.StatusDescription -match 'ETA [^|]*\(' | Should -BeNullOrEmpty
            $parents.StatusDescription -match '\| 0\.0 [kM]B/s' | Should -BeNullOrEmpty
            $parents.StatusDescription -match 'kB/s' | Should -Not -BeNullOrEmpty
        }

        It 'has a record below it for each worker at a long item' {
            $children.ParentActivityId | Select-Object -Unique | Should -Be $parents[0].ActivityId
            $children.ActivityId | Sort-Object -Unique | Should -HaveCount 2
            foreach ($worker in 1, 2) { $children.Activity -match "^Worker ${worker}: [0-7]\.txt$" | Should -Not -BeNullOrEmpty }
        }

        It 'completes all of them at its end' {
            foreach ($activity in $records | Group-Object ActivityId) { $activity.Group[-1].RecordType | Should -Be 'Completed' -Because $activity.Name }
            $records[-1].ActivityId | Should -Be $parents[0].ActivityId -Because 'the run is completed last'
        }
    }

    Context 'of a pipeline that has not ended' {
        It 'has counts and no percent' {
            $piped = Get-ProgressOf '& { 1..8; Start-Sleep -Milliseconds 1500; 9..10 } | Start-Batch { $_ } -ProgressInterval 0.2' $folder
            $open = @($piped | Where-Object StatusDescription -Match '^8 items')
            $open | Should -Not -BeNullOrEmpty
            $open.PercentComplete | Select-Object -Unique | Should -Be -1
        }
    }

    Context 'of items that are quick' {
        It 'has no record for any worker' {
            $quick = Get-ProgressOf '1..4 | Start-Batch { Start-Sleep -Milliseconds 150; $_ } -ThrottleLimit 1 -ProgressInterval 0.2' $folder
            $quick | Should -Not -BeNullOrEmpty
            $quick.ParentActivityId | Select-Object -Unique | Should -Be -1
        }
    }

    Context 'ended by its failure limit' {
        It 'completes its record' {
            $stopped = Get-ProgressOf 'try { 1..100 | Start-Batch { Start-Sleep -Milliseconds 300; throw 1 } -ThrottleLimit 1 -ProgressInterval 0.2 -MaxFailure 2 -ErrorAction Ignore } catch { "ended" }' $folder
            $stopped.Count | Should -BeGreaterThan 1
            $stopped[-1].RecordType | Should -Be 'Completed'
        }
    }

    Context 'with -Quiet' {
        It 'has none' { Get-ProgressOf '1..4 | Start-Batch { Start-Sleep -Milliseconds 200; $_ } -ThrottleLimit 1 -ProgressInterval 0.2 -Quiet' $folder | Should -BeNullOrEmpty }
    }
}
