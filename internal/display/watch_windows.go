package display

// watch has nothing to do: the console reports its size with the keys, and
// stops no programs.
func (p *Program) watch() (stop func()) { return func() {} }

func (p *Program) foreground() bool { return true }

// stopGroup does nothing: there is no shell that could continue the program.
func stopGroup() {}
