package style_test

import (
	"testing"

	"banter/tui/style"
)

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 12: "12", 999: "999", 1000: "1,000", 123456: "123,456", 1234567: "1,234,567"} {
		if got := style.Count(n); got != want {
			t.Errorf("%d: got %s", n, got)
		}
	}
}
