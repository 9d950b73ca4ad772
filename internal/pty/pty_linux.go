package pty

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Open returns both ends of a new terminal of the given size: control is the
// emulator's side, terminal the program's. See pts(4).
func Open(columns, rows int) (control, terminal *os.File, err error) {
	control, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	terminal, err = openOther(control, columns, rows)
	if err != nil {
		control.Close()
		return nil, nil, fmt.Errorf("open terminal: %w", err)
	}
	return control, terminal, nil
}

func openOther(control *os.File, columns, rows int) (*os.File, error) {
	fd := int(control.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, err
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		return nil, err
	}
	size := &unix.Winsize{Col: uint16(columns), Row: uint16(rows)}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, size); err != nil {
		return nil, err
	}
	// Fd made the file blocking. A read of a blocking file does not end when the
	// file is closed.
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
}

// Settings returns the settings of the terminal that stty -a shows.
func Settings(terminal *os.File) (string, error) {
	settings, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	return fmt.Sprintf("%+v", settings), err
}

// controlling returns attributes that start a process in a session whose
// controlling terminal is its file fd, or in one without a terminal if fd < 0.
func controlling(fd int) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Setctty: fd >= 0, Ctty: max(fd, 0)}
}
