BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1" -Force
    Enter-Sandbox $TestDrive
    $folder = New-Folder $TestDrive
    Push-Location -LiteralPath $folder
    $null = New-Item -ItemType Directory in
    $latin = [System.Text.Encoding]::Latin1
    [System.IO.File]::WriteAllBytes("$folder/in/letter.txt", $latin.GetBytes("Gr$([char]0xfc)$([char]0xdf)e  `r`nand more`t`r`nend"))
    [System.IO.File]::WriteAllText("$folder/in/plain.txt", "as it should be`n")
    [System.IO.File]::WriteAllText("$folder/in/break.md", "one  `ntwo `nthree")
}

AfterAll {
    Pop-Location
    Exit-Sandbox
}

Describe 'The Text processor' {
    It 'is picked for .txt and says what it found' {
        $results = Get-ChildItem in/*.txt | Start-Batch -Destination out -Ordered -Quiet
        $results.Status | Should -Be 'Succeeded', 'Succeeded'
        $results[0].Facts['encodingFoundBy'] | Should -Be 'fallback'
        $results[0].Diagnostics.Rule | Should -Be 'Encoding'
        $results.ForEach({ $_.Metrics['corrections'] }) | Should -Be 4, 0
        [System.IO.File]::ReadAllText("$folder/out/in/letter.txt") | Should -BeExactly "Grüße`r`nand more`r`nend`r`n"
        (Get-BatchRun -Last).Metrics['corrections.trailingSpace'] | Should -Be 2
    }

    It 'is not picked for what may mean its spaces, and takes options' {
        { Get-Item in/break.md | Start-Batch -Quiet -ErrorAction Stop } | Should -Throw -ErrorId 'NoProcessorForType,*'
        (Get-Item in/break.md | Start-Batch -Processor Text -Options @{ TrailingSpace = 'Markdown'; Newline = 'crlf' } -InPlace -Quiet).Status | Should -Be 'Succeeded'
        [System.IO.File]::ReadAllText("$folder/in/break.md") | Should -BeExactly "one  `r`ntwo`r`nthree`r`n"
    }
}
