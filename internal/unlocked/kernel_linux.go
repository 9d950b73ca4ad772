package unlocked

import (
	"encoding/binary"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// forPerson lets all programs of the person find, read and remove a key, also those
// that are not in the session that added it (keyctl_setperm(3)).
const forPerson = 0x3f0f0000

// kernelKeep puts a secret into the person's keyring, from which it vanishes after a
// time (keyrings(7)).
func kernelKeep(name, secret string, long time.Duration) error {
	id, err := unix.AddKey("user", name, []byte(secret), unix.KEY_SPEC_USER_KEYRING)
	if err != nil {
		return err
	}
	if _, err = unix.KeyctlInt(unix.KEYCTL_SET_TIMEOUT, id, max(int(long.Seconds()), 1), 0, 0); err == nil {
		err = unix.KeyctlSetperm(id, forPerson)
	}
	if err == nil && !readable(name, secret) {
		err = unix.EACCES
	}
	if err != nil {
		unlink(id)
	}
	return err
}

// readable reports whether a secret can be found again.
func readable(name, secret string) bool {
	kept, ok := kernelGet(name)
	return ok && kept == secret
}

func kernelGet(name string) (string, bool) {
	id, err := unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, "user", name, 0)
	if err != nil {
		return "", false
	}
	buffer := make([]byte, maxSecret)
	n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, buffer, 0)
	if err != nil || n > len(buffer) {
		return "", false
	}
	return string(buffer[:n]), true
}

// kernelForget removes the secrets whose names match, and returns their number.
func kernelForget(matches func(name string) bool) (n int) {
	ids := make([]byte, 64<<10)
	size, err := unix.KeyctlBuffer(unix.KEYCTL_READ, unix.KEY_SPEC_USER_KEYRING, ids, 0)
	if err != nil {
		return 0
	}
	for ids = ids[:min(size, len(ids))]; len(ids) >= 4; ids = ids[4:] {
		id := int(int32(binary.NativeEndian.Uint32(ids)))
		description, err := unix.KeyctlString(unix.KEYCTL_DESCRIBE, id)
		name := description[strings.LastIndexByte(description, ';')+1:]
		if err == nil && strings.HasPrefix(name, prefix) && matches(name) && unlink(id) == nil {
			n++
		}
	}
	return n
}

func unlink(id int) error {
	_, err := unix.KeyctlInt(unix.KEYCTL_UNLINK, id, unix.KEY_SPEC_USER_KEYRING, 0, 0)
	return err
}
