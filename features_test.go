package main_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"banter/docs"
)

// TestFeatures checks that the page of features has each of the 68 rows once, with an
// answer and a word on it, and counts them right.
func TestFeatures(t *testing.T) {
	const rows = 68
	page, _ := docs.Page("features")
	have := map[string]int{}
	found := regexp.MustCompile(`(?m)^\| (\d+) \| [^|]+ \| ([YPN]) \| [^|]+ \|$`).FindAllStringSubmatch(page, -1)
	for i, row := range found {
		if row[1] != strconv.Itoa(i+1) {
			t.Fatalf("row %d has the number %s, or the one before it no answer", i+1, row[1])
		}
		have[row[2]]++
	}
	if len(found) != rows {
		t.Errorf("%d rows have an answer and a word on it, not %d", len(found), rows)
	}
	if want := fmt.Sprintf("Banter has %d of %d, %d partly, and lacks %d.", have["Y"], rows, have["P"], have["N"]); !strings.Contains(page, want) {
		t.Errorf("the page does not say %q", want)
	}
}
