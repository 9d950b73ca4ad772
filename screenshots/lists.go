package main

import (
	"testing"
	"time"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// listScenes are those of the lists that open over a conversation.
var listScenes = []scene{
	list("palette", "ctrl+p"),
	list("themes", "alt+k", "down", "down", "down"),
	list("limits", "alt+j"),
	{
		name: "bookmark", size: [2]int{80, 24}, server: codextest.Options{Doc: "A goroutine starts with a stack of **2 KB**, which grows."},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f4", "n")
			term.Type("for the talk on Thursday #talk")
			term.Press("enter")
			term.Wait(10 * time.Second) // the remark is gone
		},
	},
}

// list is a list that keys open over a short answer.
func list(name string, keys ...string) scene {
	return scene{
		name: name, size: [2]int{80, 24}, server: codextest.Options{Doc: "Yes."},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			for _, key := range keys {
				term.Press(key)
				term.Wait(time.Second)
			}
		},
	}
}
