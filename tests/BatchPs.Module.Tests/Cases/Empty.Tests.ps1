# A Pester file that forgot its tests.
