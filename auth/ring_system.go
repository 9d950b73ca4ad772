package auth

import (
	"strings"

	"github.com/zalando/go-keyring"
)

// SystemRing returns the keychain of the operating system: the Secret Service
// on Linux and the BSDs, Keychain on macOS, Credential Manager on Windows.
func SystemRing() Ring { return systemRing{} }

type systemRing struct{}

func (systemRing) Get(service, entry string) (value string, err error) {
	err = onSystem(func() error {
		value, err = keyring.Get(service, entry)
		return err
	})
	return value, err
}

func (systemRing) Set(service, entry, value string) error {
	return onSystem(func() error { return keyring.Set(service, entry, value) })
}

func (systemRing) Delete(service, entry string) error {
	return onSystem(func() error { return keyring.Delete(service, entry) })
}

// onSystem makes one call to the keychain of the system. go-keyring searches for an
// entry and then uses it. If another process removes the entry in between, the call
// fails, and onSystem repeats it: the search then finds no entry.
func onSystem(call func() error) error {
	if err := findBus(); err != nil {
		return err
	}
	var err error
	for range 10 {
		if err = call(); !vanished(err) {
			break
		}
	}
	return err
}

// vanished reports whether a Secret Service does not know an object. GLib, libdbus,
// Qt and the specification have different texts for that.
func vanished(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	for _, sign := range []string{
		"No such interface", "No such object", "no such object", "Object does not exist", "UnknownObject", "Error.NoSuchObject", "UnknownInterface", "UnknownMethod",
	} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}
