Describe 'Mixed' {
    It 'passes' { 1 | Should -Be 1 }

    It 'fails' { 1 | Should -Be 2 -Because 'one is not two' }

    It 'is skipped' { Set-ItResult -Skipped -Because 'the moon is full' }

    It 'is switched off' -Skip { throw 'never' }

    It 'has the case <_>' -ForEach 'a', 'b' { $_ | Should -Be 'a' }

    Context 'of <Name>' -ForEach @{ Name = 'one' }, @{ Name = 'two' } {
        It 'is <Word>' -TestCases @{ Word = 'fine' } { $Word | Should -Be 'fine' }
    }

    Context 'without its ground' {
        BeforeAll { throw 'no ground' }

        It 'fails with its block' { 1 | Should -Be 1 }
    }
}
