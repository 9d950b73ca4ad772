//go:build linux

package auth_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// require skips the test if a program is missing, or fails it if
// BANTER_REQUIRE_ALL is set.
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

// busConfig is a session bus that starts no services.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// TestSecretService uses a real GNOME Keyring on a private bus: the test runs
// itself again inside dbus-run-session.
func TestSecretService(t *testing.T) {
	if scene := os.Getenv("AUTH_TEST_SCENE"); scene != "" {
		scenes[scene](t)
		return
	}
	require(t, "dbus-run-session", "gnome-keyring-daemon", "secret-tool")
	for scene := range scenes {
		t.Run(scene, func(t *testing.T) {
			t.Parallel()
			home := socketDir(t)
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
	"unlocked":   sceneUnlocked,
	"locked":     sceneLocked,
	"empty":      sceneEmpty,
	"absent":     sceneAbsent,
	"no bus":     sceneNoBus,
	"concurrent": sceneConcurrent,
}

// startKeyring runs GNOME Keyring until the test ends. If password is not empty,
// it creates or unlocks the login keyring.
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
	for range 500 { // until the keyring is on the bus
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

// sceneLocked has a locked keyring, and no screen to ask for its password.
func sceneLocked(t *testing.T) {
	stop := startKeyring(t, "password")
	if err := auth.NewKeychain("default").Save(t.Context(), authtest.Tokens("x", time.Now())); err != nil {
		t.Fatal(err)
	}
	stop()
	startKeyring(t, "")
	quickError(t, auth.CodeKeychainLocked, auth.CodeKeychainTimeout)
}

// sceneEmpty has a service without a keyring.
func sceneEmpty(t *testing.T) {
	startKeyring(t, "")
	quickError(t, auth.CodeKeychainLocked, auth.CodeKeychainTimeout)
}

func sceneAbsent(t *testing.T) { quickError(t, auth.CodeKeychainAbsent) }

func sceneNoBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	quickError(t, auth.CodeKeychainAbsent)
}

// TestNoSessionBus checks that no program is started if the address of the bus is
// unknown or invalid: dbus-launch would leave a daemon behind at each command.
func TestNoSessionBus(t *testing.T) {
	if own := filepath.Join("/run/user", strconv.Itoa(os.Getuid())); exists(own+"/bus") || exists(own+"/dbus-session") {
		t.Skip("this machine has a session bus at the place where programs look for one")
	}
	dir := t.TempDir()
	launched := filepath.Join(dir, "launched")
	launcher := "#!/bin/sh\n: > '" + launched + "'\necho DBUS_SESSION_BUS_ADDRESS=unix:path=/none\n"
	if err := os.WriteFile(filepath.Join(dir, "dbus-launch"), []byte(launcher), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	for _, runtimeDir := range []string{"", "relative", dir, filepath.Join(dir, "none")} {
		for _, address := range []string{
			"", "autolaunch:", "autolaunch:scope=*user", "unix:runtime=yes", "disabled:", "nonsense", "unix:", "unix:tmpdir=/tmp",
			"unix:path=" + dir, "unix:path=" + filepath.Join(dir, "none"), "unix:abstract=banter-none", "tcp:host=127.0.0.1,port=1",
		} {
			t.Setenv("XDG_RUNTIME_DIR", runtimeDir)
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
			_, err := auth.NewKeychain("default").Load(t.Context())
			checkError(t, err, auth.CodeKeychainAbsent, "There is no keychain on this machine.")
			if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != address || exists(launched) {
				t.Fatalf("address %q, runtime folder %q: a bus was launched", address, runtimeDir)
			}
		}
	}
}

// TestSessionBusOfTheRuntimeFolder checks that the bus in XDG_RUNTIME_DIR is
// used. The one of this test closes its connections.
func TestSessionBusOfTheRuntimeFolder(t *testing.T) {
	for _, named := range []bool{false, true} {
		dir := socketDir(t)
		socket := filepath.Join(dir, "bus")
		if named {
			socket = filepath.Join(dir, "other")
			write(t, filepath.Join(dir, "dbus-session"), "DBUS_SESSION_BUS_ADDRESS=unix:path="+socket+"\n")
		}
		listener, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		t.Setenv("XDG_RUNTIME_DIR", dir)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		called := make(chan struct{})
		go func() {
			if c, err := listener.Accept(); err == nil {
				close(called)
				c.Close()
			}
		}()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-called; cancel() }()
		if _, err := auth.NewKeychain("default").Load(ctx); err == nil {
			t.Error("a bus that says nothing has a keychain")
		}
		select {
		case <-called:
		default:
			t.Error("the bus was not called")
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// quickError checks that a save fails within 4 s with one of the codes.
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

// sceneConcurrent reads while another client writes and removes: single entries,
// which may be missing, and a store, which always holds tokens.
func sceneConcurrent(t *testing.T) {
	startKeyring(t, "password")
	ring := auth.SystemRing()
	beside(t, func() {
		value, err := ring.Get("Banter", "entry")
		if err != nil && !errors.Is(err, auth.ErrNoEntry) || err == nil && value != "value" {
			t.Errorf("Get beside a writer: %q, %v", value, err)
		}
	}, func() {
		for range 20 {
			if err := errors.Join(ring.Set("Banter", "entry", "value"), ring.Delete("Banter", "entry")); err != nil {
				t.Error(err)
			}
		}
	})
	store := auth.NewKeychain("default")
	save := func() {
		if err := store.Save(t.Context(), authtest.Tokens("x", time.Now().Add(time.Hour))); err != nil && !late(err) {
			t.Error(err)
		}
	}
	save()
	beside(t, func() {
		if _, err := auth.NewKeychain("default").Load(t.Context()); err != nil && !late(err) {
			t.Errorf("Load beside a writer: %v", err)
		}
	}, func() { save(); save(); save() })
}

// late reports whether a keychain on a busy machine exceeded the time limit.
func late(err error) bool {
	e, ok := errors.AsType[*auth.Error](err)
	return ok && e.Code == auth.CodeKeychainTimeout
}

// beside calls read repeatedly while write runs.
func beside(t *testing.T, read, write func()) {
	t.Helper()
	done := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			read()
			select {
			case <-done:
				return
			default:
			}
		}
	})
	write()
	close(done)
	reader.Wait()
}
