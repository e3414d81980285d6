@{
    RootModule           = 'bin/BatchPs.Module.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '5a0f2b5e-6b0b-4a52-9a6d-6f1f6c8b7d21'
    Author               = 'The BatchPs authors'
    Copyright            = '(c) the BatchPs authors. MIT licence.'
    Description          = 'Runs an operation over a folder, or a million files, from the pipeline: in parallel, with a journal, so that an interrupted run goes on where it stopped.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('BatchPs.Format.ps1xml')
    CmdletsToExport      = @(
        'Start-Batch', 'Resume-Batch', 'Stop-Batch', 'Suspend-Batch', 'Set-Batch', 'Test-Batch',
        'Get-BatchRun', 'Get-BatchResult', 'Remove-BatchRun', 'Repair-BatchJournal',
        'Export-BatchReport', 'Compare-BatchRun', 'Get-BatchProcessor', 'Get-BatchConfiguration', 'Set-BatchConfiguration'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('batch', 'parallel', 'journal', 'resume', 'subtitles', 'srt')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
