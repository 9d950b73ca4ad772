//go:build windows || darwin || ios || js || wasip1

package auth

// findBus does nothing: the keychain of this system does not use a bus.
func findBus() error { return nil }
