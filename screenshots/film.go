package main

import (
	_ "embed"
	"testing"
	"time"

	"banter/codex/codextest"
	"banter/internal/screen"
)

//go:embed film.md
var filmAnswer string

// filmScene is the film of the README: a question is typed, the answer arrives, and
// another model is asked.
var filmScene = scene{
	name: "film", size: [2]int{80, 24},
	server: codextest.Options{Answer: filmAnswers, Chunk: 12, Rate: float64(time.Second / step)},
	film:   shootFilm,
}

const (
	second       = "And in Rust?"
	secondAnswer = "Rust has the threads of the system. A library adds tasks:\n\n" +
		"```rust\nlet task = tokio::spawn(async { 6 * 7 });\nprintln!(\"{}\", task.await?);\n```\n\n" +
		"- A task is a **state machine**, without a stack of its own.\n- It goes on when something wakes it.\n"
)

// filmAnswers returns the answers to the two questions.
func filmAnswers(q codextest.Question) codextest.Answer {
	text := filmAnswer
	if q.Text == second {
		text = secondAnswer
	}
	return codextest.Answer{Items: []codextest.Item{codextest.Message{Text: text}}}
}

// The pace of the film: how long a typed letter and a pressed key are shown, and the
// time from one delta of an answer to the next. Each is filmed shortly before the next
// one comes, when the screen shows it surely.
const (
	between = 30 * time.Millisecond
	letter  = 60 * time.Millisecond
	look    = 900 * time.Millisecond
	step    = 80 * time.Millisecond
	reading = 2500 * time.Millisecond
)

func shootFilm(_ *testing.T, term *screen.Terminal) []byte {
	film := term.Film()
	film.Show(look)
	typeSlowly(film, term, question)
	term.Press("enter")
	term.Wait(between)
	film.Shoot(3600*time.Millisecond, step)
	film.Show(reading)
	for _, key := range []string{"ctrl+o", "down", "right", "enter"} {
		term.Press(key)
		film.Show(look)
	}
	typeSlowly(film, term, second)
	term.Press("enter")
	term.Wait(between)
	film.Shoot(3600*time.Millisecond, step)
	film.Show(reading)
	return film.SVG()
}

// typeSlowly types text letter by letter.
func typeSlowly(film *screen.Film, term *screen.Terminal, text string) {
	for _, r := range text {
		term.Type(string(r))
		film.Show(letter)
	}
	film.Show(look)
}
