package main

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// inputScenes are those of what a person writes, and of what comes of it.
var inputScenes = []scene{
	{
		name: "attachments", size: [2]int{80, 24}, files: shop,
		server: codextest.Options{Doc: "The list has no **bread**, which the photo shows twice."},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			term.Type("What is missing in @shopping.md, compared with @kitchen.png?")
			term.Press("enter")
			term.Wait(time.Second)
			term.Type("And in @recipe.pdf or @shopping.md?")
			term.Wait(time.Second)
		},
	},
	{
		name: "files", size: [2]int{80, 24}, files: shop,
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			term.Type("What is missing in @s")
			term.Wait(time.Second)
		},
	},
	{
		name: "web", size: [2]int{80, 24},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) { search(term) },
	},
	{
		name: "queue", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer, Chunk: 12, Rate: pace},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Type("Show it with a mutex instead.")
			term.Press("enter")
			term.Type("Which one is faster?")
		},
	},
	{
		name: "system", size: [2]int{80, 24},
		server: codextest.Options{Doc: "Yes."},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("alt+n")
			term.Type("You review Go code. Be brief, and name the line.")
		},
	},
	{
		name: "edit", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f4", "up", "e", "backspace")
			term.Type(" of an operating system?")
		},
	},
	{
		name: "save", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f4", "w")
		},
	},
	{
		name: "thinking", size: [2]int{80, 24},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			search(term)
			term.Press("f9")
		},
	},
	{
		name: "interrupted", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer, Chunk: 12, Rate: pace},
		play: func(t *testing.T, r *rig, term *screen.Terminal) {
			if err := r.server.Fault("cut", 9); err != nil {
				t.Fatal(err)
			}
			ask(term)
			term.Wait(time.Minute)
		},
	},
	{
		name: "overloaded", size: [2]int{80, 24},
		play: func(t *testing.T, r *rig, term *screen.Terminal) {
			if err := r.server.Fault("overloaded", 9); err != nil {
				t.Fatal(err)
			}
			ask(term)
			term.Wait(time.Minute)
		},
	},
}

// search asks a question about the web.
func search(term *screen.Terminal) {
	term.Press("alt+q")
	term.Type("How often is there a release of Go?")
	term.Press("enter")
	term.Wait(5 * time.Second)
}

// shop are files to attach: two that can be, and one that cannot.
var shop = map[string][]byte{
	"shopping.md": []byte("# Saturday\n\n- milk\n- six eggs\n- two lemons\n"),
	"schedule.md": []byte("# Week\n"),
	"kitchen.png": photo(1200, 800),
	"recipe.pdf":  []byte("%PDF-1.7\n"),
}

// photo returns an image without content.
func photo(width, height int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err) // no writer of bytes fails
	}
	return b.Bytes()
}
