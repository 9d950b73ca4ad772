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

// errNoBus reports that no session bus was found. ringSigns lists its text.
var errNoBus = errors.New("dbus: couldn't determine address of session bus")

// findBus makes sure that the D-Bus client finds the session bus, which the Secret
// Service is on. Without an address the client would start dbus-launch, which
// leaves a daemon behind that has no keychain.
//
// The client looks only in /run/user/UID. If the runtime folder is another one,
// findBus sets the variable, as the client does for a bus that it finds.
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
		text := session(filepath.Join(dir, "dbus-session")) // file of Ubuntu 16.04
		if found, ok := strings.CutPrefix(text, busVariable+"="); ok && found != "" {
			return os.Setenv(busVariable, strings.TrimSpace(found))
		}
	}
	return errNoBus
}

// session returns the text of a file that names a bus.
func session(path string) string {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	text, _ := os.ReadFile(path)
	return string(text)
}

// busEscape escapes a path for a D-Bus address.
func busEscape(path string) string {
	return strings.NewReplacer("%2F", "/", "+", "%20", "~", "%7E").Replace(url.QueryEscape(path))
}
