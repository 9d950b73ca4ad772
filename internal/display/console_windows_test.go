package display

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"
	"unsafe"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/windows"
)

// ownConsole is set for the process that TestConsole starts in a console without a
// window.
const ownConsole = "BANTER_TEST_CONSOLE"

// TestConsole runs a program in a console, which gets records as Windows sends them.
func TestConsole(t *testing.T) {
	if os.Getenv(ownConsole) != "" {
		useConsole(t)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestConsole$", "-test.timeout=1m")
	cmd.Env = append(os.Environ(), ownConsole+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NO_WINDOW}
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

// A listener is a program that passes its keys, pastes and sizes on until q ends it.
type listener struct{ heard chan string }

func (listener) Init() tea.Cmd { return nil }

func (l listener) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		l.heard <- msg.String()
		if msg.String() == "q" {
			return l, tea.Quit
		}
	case tea.PasteMsg:
		l.heard <- "paste " + msg.Content
	}
	return l, nil
}

func (listener) View() tea.View { return view("hello") }

func useConsole(t *testing.T) {
	in, out := open(t, "CONIN$"), open(t, "CONOUT$")
	before := [2]uint32{mode(t, in), mode(t, out)}
	heard := make(chan string, 99)
	p := New(listener{heard}, Options{In: in, Out: out, Environ: []string{}})
	ended := make(chan error, 1)
	go func() { _, err := p.Run(); ended <- err }()
	hears := func(typed string, wants ...string) {
		t.Helper()
		typeInto(t, in, typed)
		for _, want := range wants {
			if got := <-heard; got != want {
				t.Errorf("heard %q, want %q", got, want)
			}
		}
	}

	hears("é", "é")
	during := mode(t, in)
	if lines := during & (windows.ENABLE_LINE_INPUT | windows.ENABLE_ECHO_INPUT | windows.ENABLE_PROCESSED_INPUT); lines != 0 || during&windows.ENABLE_VIRTUAL_TERMINAL_INPUT == 0 {
		t.Errorf("the console reads in mode %#x", during)
	}
	if mode(t, out)&windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING == 0 {
		t.Errorf("the console writes in mode %#x", mode(t, out))
	}
	hears("\x03😀\x1b[A", "ctrl+c", "😀", "up")
	hears("\x1b[200~two\rlines\x1b[201~", "paste two\rlines")
	long := strings.Repeat("A long paste. ", 1000)
	hears("\x1b[200~"+long+"\x1b[201~", "paste "+long)

	p.Send(Lend{Run: func(context.Context) tea.Msg {
		if now := [2]uint32{mode(t, in), mode(t, out)}; now != before {
			t.Errorf("lent in the modes %#x, want %#x", now, before)
		}
		return tea.KeyPressMsg{Text: "lent"}
	}})
	if got := <-heard; got != "lent" {
		t.Errorf("heard %q of the loan", got)
	}
	hears("x", "x")
	hears("q", "q")
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if after := [2]uint32{mode(t, in), mode(t, out)}; after != before {
		t.Errorf("given back in the modes %#x, want %#x", after, before)
	}
}

func open(t *testing.T, name string) *os.File {
	t.Helper()
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func mode(t *testing.T, file *os.File) (mode uint32) {
	t.Helper()
	if err := windows.GetConsoleMode(windows.Handle(file.Fd()), &mode); err != nil {
		t.Error(err)
	}
	return mode
}

// typeInto puts keys into the console as it does with those of a sequence or a
// paste.
func typeInto(t *testing.T, console *os.File, text string) {
	t.Helper()
	type record struct { // INPUT_RECORD of a key
		kind                    uint32
		down                    uint32
		repeat, key, scan, unit uint16
		state                   uint32
	}
	var all []record
	for _, unit := range utf16.Encode([]rune(text)) {
		all = append(all, record{kind: 1, down: 1, repeat: 1, unit: unit})
	}
	var n uint32
	write := windows.NewLazySystemDLL("kernel32.dll").NewProc("WriteConsoleInputW")
	if ok, _, err := write.Call(console.Fd(), uintptr(unsafe.Pointer(&all[0])), uintptr(len(all)), uintptr(unsafe.Pointer(&n))); ok == 0 || int(n) < len(all) {
		t.Fatalf("%d of %d keys typed: %v", n, len(all), err)
	}
}
