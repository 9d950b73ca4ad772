package alert

import "testing"

func TestNotifications(t *testing.T) {
	const hostile = "a;b\x1b]0;x\x07\nc"
	for name, test := range map[string]struct {
		environ map[string]string
		want    string
		taskbar bool
	}{
		"unknown":                {nil, "\a", false},
		"kitty":                  {map[string]string{"TERM": "xterm-kitty"}, "\x1b]99;i=banter:d=0;Banter\x1b\\\x1b]99;i=banter:p=body;a,b c\x1b\\", false},
		"ghostty":                {map[string]string{"TERM_PROGRAM": "ghostty"}, "\x1b]777;notify;Banter;a,b c\x1b\\", true},
		"WezTerm":                {map[string]string{"TERM_PROGRAM": "WezTerm"}, "\x1b]777;notify;Banter;a,b c\x1b\\", false},
		"foot":                   {map[string]string{"TERM": "foot-extra"}, "\x1b]777;notify;Banter;a,b c\x1b\\", false},
		"iTerm2 over ssh":        {map[string]string{"LC_TERMINAL": "iTerm2"}, "\x1b]9;Banter: a,b c\x1b\\", false},
		"Windows Terminal":       {map[string]string{"WT_SESSION": "1"}, "\a", true},
		"tmux":                   {map[string]string{"TMUX": "/tmp/x"}, "\a", false},
		"tmux in kitty":          {map[string]string{"TMUX": "/tmp/x", "KITTY_WINDOW_ID": "1"}, "\x1bPtmux;\x1b\x1b]99;i=banter:d=0;Banter\x1b\x1b\\\x1b\x1b]99;i=banter:p=body;a,b c\x1b\x1b\\\x1b\\\a", false},
		"tmux in Windows":        {map[string]string{"TMUX": "/tmp/x", "WT_SESSION": "1"}, "\a", false},
		"GNU screen, from kitty": {map[string]string{"STY": "1", "KITTY_WINDOW_ID": "1"}, "\a", false},
	} {
		terminal := Detect(func(name string) string { return test.environ[name] })
		if got := terminal.Notification("Banter", hostile); got != test.want || terminal.Taskbar() != test.taskbar {
			t.Errorf("%s: %q, %v; want %q, %v", name, got, terminal.Taskbar(), test.want, test.taskbar)
		}
	}
}
