package main

import "testing"

func TestDebianVersionsSort(t *testing.T) {
	for version, want := range map[string]string{"v1.2.3": "1.2.3", "v1.2.3-rc.1": "1.2.3~rc.1", "v0.0.0-20260301100000-abcdef": "0.0.0~20260301100000-abcdef"} {
		if got := (&release{version: version}).debianVersion(); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}

func TestTargetsAreKnown(t *testing.T) {
	if all, err := parseTargets(""); err != nil || len(all) != 8 {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := parseTargets("linux/amd64,plan9/386"); err == nil {
		t.Error("plan9/386 is built")
	}
}
