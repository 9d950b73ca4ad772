//go:build linux

package auth_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// require skips the test when a program is missing, or fails it where
// everything has to be there.
func require(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("BANTER_REQUIRE_ALL") == "1" {
				t.Fatalf("%s is not installed", program)
			}
			t.Skipf("%s is not installed", program)
		}
	}
}

// busConfig is a session bus that starts no service by itself.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// TestSecretService talks to a real GNOME Keyring on a private bus: the test
// runs itself again inside dbus-run-session.
func TestSecretService(t *testing.T) {
	if scene := os.Getenv("AUTH_TEST_SCENE"); scene != "" {
		scenes[scene](t)
		return
	}
	require(t, "dbus-run-session", "gnome-keyring-daemon", "secret-tool")
	for scene := range scenes {
		t.Run(scene, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			config := filepath.Join(home, "bus.conf")
			write(t, config, busConfig)
			command := exec.CommandContext(t.Context(), "dbus-run-session", "--config-file", config, "--",
				os.Args[0], "-test.run=^TestSecretService$", "-test.count=1")
			command.Env = append(os.Environ(), "AUTH_TEST_SCENE="+scene, "HOME="+home,
				"XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home, "DISPLAY=", "WAYLAND_DISPLAY=")
			out, err := command.CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			if strings.Contains(string(out), authtest.Canary) {
				t.Error("the output holds a token")
			}
		})
	}
}

var scenes = map[string]func(*testing.T){
	"unlocked": sceneUnlocked,
	"locked":   sceneLocked,
	"empty":    sceneEmpty,
	"absent":   sceneAbsent,
	"no bus":   sceneNoBus,
}

// startKeyring runs GNOME Keyring until the test ends. With a password it
// unlocks the login keyring, making one if there is none.
func startKeyring(t *testing.T, password string) (stop func()) {
	t.Helper()
	args := []string{"--foreground", "--components=secrets"}
	if password != "" {
		args = append(args, "--unlock")
	}
	daemon := exec.CommandContext(t.Context(), "gnome-keyring-daemon", args...)
	daemon.Stdin = strings.NewReader(password)
	daemon.Stdout, daemon.Stderr = io.Discard, io.Discard
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() { _ = daemon.Process.Kill(); _ = daemon.Wait() }
	t.Cleanup(stop)
	for range 500 { // until it is on the bus
		_, err := auth.NewKeychain("probe").Load(t.Context())
		if e, ok := errors.AsType[*auth.Error](err); !ok || e.Code != auth.CodeKeychainAbsent {
			return stop
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("GNOME Keyring does not come up")
	return stop
}

func secretTool(t *testing.T, args ...string) string {
	t.Helper()
	out, _ := exec.CommandContext(t.Context(), "secret-tool", args...).CombinedOutput()
	return string(out)
}

func sceneUnlocked(t *testing.T) {
	startKeyring(t, "password")
	authtest.TestStore(t, func(t *testing.T) func() auth.Store {
		t.Cleanup(func() { _ = auth.NewKeychain(t.Name()).Delete(t.Context()) })
		return func() auth.Store { return auth.NewKeychain(t.Name()) }
	})
	store := auth.NewKeychain("default")
	want := authtest.Grow(authtest.Tokens("big", time.Now().Add(time.Hour)), 16<<10)
	if err := store.Save(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(t.Context()); err != nil || !authtest.Same(got, want) {
		t.Fatalf("16 KB come back changed: %v", err)
	}
	found := secretTool(t, "search", "--all", "--unlock", "service", "Banter")
	if strings.Count(found, "secret = ") < 10 {
		t.Errorf("secret-tool finds %d entries", strings.Count(found, "secret = "))
	}
	for line := range strings.Lines(found) {
		if value, ok := strings.CutPrefix(line, "secret = "); ok && len(value) > 2000 {
			t.Errorf("an entry of %d bytes", len(value))
		}
	}
	if strings.Contains(found, authtest.Canary) {
		t.Error("a token is to be read in an entry")
	}
	if err := store.Delete(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := secretTool(t, "search", "--all", "--unlock", "service", "Banter", "username", "default"); strings.Contains(left, "secret = ") {
		t.Error("entries are left after Delete")
	}
}

// sceneLocked has a keyring whose password nobody has typed, and no screen to
// type it on.
func sceneLocked(t *testing.T) {
	stop := startKeyring(t, "password")
	if err := auth.NewKeychain("default").Save(t.Context(), authtest.Tokens("x", time.Now())); err != nil {
		t.Fatal(err)
	}
	stop()
	startKeyring(t, "")
	quickError(t, auth.CodeKeychainLocked, auth.CodeKeychainTimeout)
}

// sceneEmpty has a service in which nobody has made a keyring yet.
func sceneEmpty(t *testing.T) {
	startKeyring(t, "")
	quickError(t, auth.CodeKeychainLocked, auth.CodeKeychainTimeout)
}

func sceneAbsent(t *testing.T) { quickError(t, auth.CodeKeychainAbsent) }

func sceneNoBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	quickError(t, auth.CodeKeychainAbsent)
}

// quickError expects one of the codes from a save within 4 s.
func quickError(t *testing.T, codes ...auth.Code) {
	t.Helper()
	begin := time.Now()
	err := auth.NewKeychain("default").Save(t.Context(), authtest.Tokens("x", time.Now()))
	e, ok := errors.AsType[*auth.Error](err)
	if !ok || time.Since(begin) > 4*time.Second {
		t.Fatalf("after %v: %v", time.Since(begin), err)
	}
	for _, code := range codes {
		if e.Code == code {
			return
		}
	}
	t.Errorf("code %s, want one of %v: %v", e.Code, codes, err)
}
