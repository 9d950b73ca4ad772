package display

// watchSize has nothing to do: the console tells of its size with the keys.
func (p *Program) watchSize() (stop func()) { return func() {} }
