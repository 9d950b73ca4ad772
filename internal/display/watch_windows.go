package display

import "banter/internal/crash"

// watch does nothing: the console sends its size together with the keys, and
// stops no programs.
func (p *Program) watch() (stop func()) { return func() {} }

// lend lends the console.
func (p *Program) lend(l Lend) { crash.Go(func() { p.lendWithoutWatch(l) }) }

// foreground returns true: a console has no background.
func (p *Program) foreground() bool { return true }

// stopGroup does nothing: no shell could continue the program.
func stopGroup() {}
