package auth_test

import (
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// BenchmarkTokens measures the cost of Tokens for each request.
func BenchmarkTokens(b *testing.B) {
	source, err := auth.NewSource(auth.SourceOptions{Store: auth.NewMemory(fresh("x", time.Hour))})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := source.Tokens(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkKeychainSave measures a save without the calls of the system.
func BenchmarkKeychainSave(b *testing.B) {
	ring := authtest.NewRing()
	store := auth.NewKeychainOn(ring, "default")
	tokens := authtest.Grow(fresh("x", time.Hour), 4000)
	for b.Loop() {
		if err := store.Save(b.Context(), tokens); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(ring.Calls())/float64(b.N), "calls/op")
}
