//go:build !windows && !darwin && !ios && !js && !wasip1

package auth

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const busVariable = "DBUS_SESSION_BUS_ADDRESS"

// errNoBus says that nothing names a session bus. ringCode knows its words.
var errNoBus = errors.New("dbus: couldn't determine address of session bus")

// findBus looks for the session bus, on which the Secret Service is. Without an
// address the D-Bus client would start dbus-launch, which leaves a daemon
// behind that has no keychain.
//
// The client itself looks only into /run/user/UID. Where the runtime folder is
// elsewhere, findBus sets the variable, as the client does for what it finds.
func findBus() error {
	address := os.Getenv(busVariable)
	if address != "" && address != "unix:runtime=yes" && !strings.HasPrefix(address, "autolaunch:") {
		return nil
	}
	own := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), own} {
		if !filepath.IsAbs(dir) {
			continue
		}
		socket := filepath.Join(dir, "bus")
		if info, err := os.Stat(socket); err == nil && info.Mode().Type() == fs.ModeSocket {
			return os.Setenv(busVariable, "unix:path="+busEscape(socket))
		}
		text := session(filepath.Join(dir, "dbus-session")) // of Ubuntu 16.04
		if found, ok := strings.CutPrefix(text, busVariable+"="); ok && found != "" {
			return os.Setenv(busVariable, strings.TrimSpace(found))
		}
	}
	return errNoBus
}

// session reads the file that names a bus.
func session(path string) string {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	text, _ := os.ReadFile(path)
	return string(text)
}

// busEscape writes a path as the D-Bus specification wants it in an address.
func busEscape(path string) string {
	return strings.NewReplacer("%2F", "/", "+", "%20", "~", "%7E").Replace(url.QueryEscape(path))
}
