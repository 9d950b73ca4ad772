package replica

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// Decode is decode, for tests.
var Decode = decode

// Seal returns text with the header and the right end of a file, for fuzzing
// what is between them.
func Seal(text []byte) []byte {
	text = append([]byte(`{"type":"banter-sync","version":1}`+"\n"), bytes.TrimSuffix(text, []byte("\n"))...)
	text = append(text, '\n')
	sum := sha256.Sum256(text)
	return append(text, `{"type":"end","sha256":"`+hex.EncodeToString(sum[:])+`"}`+"\n"...)
}
