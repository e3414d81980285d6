BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive
}

AfterAll { Exit-Sandbox }

Describe 'Start-Batch' {
    Context 'with the listener of docs/progress.md' {
        It 'tells its items, durations, queue, memory and gauges' {
            $page = Get-Content -LiteralPath (Get-SandboxPath 'docs/progress.md') -Raw
            $page -match '(?s)```powershell\n(?<script>Add-Type .*?BatchMeter.*?)\n```' | Should -BeTrue
            $folder = New-Folder $TestDrive 'lectures/a.srt', 'lectures/b/c.srt'
            Push-Location -LiteralPath $folder
            try { $seen = & ([scriptblock]::Create($Matches.script)) } finally { Pop-Location }
            $values = @{}
            foreach ($one in $seen) { $values[$one.Key] = $one.Value }
            $values['batchps.items'] | Should -Be 2
            $values['batch_items_processed'] | Should -Be 2
            $values['batchps.input'] | Should -Be (Get-ChildItem $folder/lectures -Recurse -File | Measure-Object Length -Sum).Sum
            foreach ($name in 'batchps.item.duration', 'batchps.output', 'batchps.workers.allowed', 'batchps.memory', 'batch_processing_time_ms') {
                $values[$name] | Should -BeGreaterThan 0 -Because $name
            }

            $values.Keys | Should -Contain 'batchps.queue'
        }
    }
}
