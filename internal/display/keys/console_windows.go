package keys

import (
	"fmt"
	"unsafe"

	"github.com/muesli/cancelreader"
	"golang.org/x/sys/windows"
)

var readConsoleInput = windows.NewLazySystemDLL("kernel32.dll").NewProc("ReadConsoleInputW")

// maxRecords is the largest number of records of one read.
const maxRecords = 512

// A Console reads a Windows console as a terminal: its keys, sizes and focus are
// sequences. Other readers of the console lose sizes, or look for input all the time.
type Console struct {
	handle   windows.Handle
	canceled windows.Handle // event
	mode     uint32         // before it was opened
	records  records
	rest     []byte // text that was not read yet
}

// OpenConsole has the console make sequences of keys and returns its reader.
func OpenConsole(fd uintptr) (*Console, error) {
	c := &Console{handle: windows.Handle(fd)}
	if err := windows.GetConsoleMode(c.handle, &c.mode); err != nil {
		return nil, fmt.Errorf("get mode of console: %w", err)
	}
	var err error
	if c.canceled, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
		return nil, fmt.Errorf("create event: %w", err)
	}
	// ENABLE_EXTENDED_FLAGS without the mode of quick editing: the mouse is the program's.
	const mode = windows.ENABLE_VIRTUAL_TERMINAL_INPUT | windows.ENABLE_WINDOW_INPUT | windows.ENABLE_EXTENDED_FLAGS
	if err := windows.SetConsoleMode(c.handle, mode); err != nil {
		_ = windows.CloseHandle(c.canceled)
		return nil, fmt.Errorf("set mode of console: %w", err)
	}
	return c, nil
}

// Read implements io.Reader.
func (c *Console) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		which, err := windows.WaitForMultipleObjects([]windows.Handle{c.canceled, c.handle}, false, windows.INFINITE)
		if err != nil {
			return 0, fmt.Errorf("wait for console: %w", err)
		}
		if which == windows.WAIT_OBJECT_0 {
			return 0, cancelreader.ErrCanceled
		}
		if err := c.take(); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// take reads the records that are there.
func (c *Console) take() error {
	var n uint32
	// Another program may have read them since.
	if err := windows.GetNumberOfConsoleInputEvents(c.handle, &n); err != nil {
		return fmt.Errorf("count records of console: %w", err)
	}
	if n == 0 {
		return nil
	}
	all := make([]record, min(n, maxRecords))
	ok, _, err := readConsoleInput.Call(uintptr(c.handle), uintptr(unsafe.Pointer(&all[0])), uintptr(len(all)), uintptr(unsafe.Pointer(&n)))
	if ok == 0 {
		return fmt.Errorf("read console: %w", err)
	}
	for _, r := range all[:n] {
		c.rest = c.records.text(c.rest, r)
	}
	return nil
}

// Cancel ends Read, at once and for good.
func (c *Console) Cancel() bool { return windows.SetEvent(c.canceled) == nil }

// Close gives the console the mode that it had.
func (c *Console) Close() error {
	_ = windows.CloseHandle(c.canceled)
	return windows.SetConsoleMode(c.handle, c.mode)
}
