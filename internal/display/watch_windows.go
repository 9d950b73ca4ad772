package display

// watch has nothing to do: the console tells of its size with the keys, and
// stops no programs.
func (p *Program) watch() (stop func()) { return func() {} }
