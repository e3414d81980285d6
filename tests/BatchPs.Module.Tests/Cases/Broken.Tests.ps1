Describe 'Broken' {
    throw 'cannot be listed'
    It 'is never seen' { 1 | Should -Be 1 }
}
