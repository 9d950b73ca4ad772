package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
	"time"

	"github.com/google/uuid"
)

// newID returns the id of a foreign record: a uuid v7 of its time, whose other
// bits are a hash of its names. The same record always gets the same id, so that
// importing it twice adds nothing, and ids sort by age as those of Banter do.
func newID(at time.Time, names ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	var id uuid.UUID
	copy(id[:], sum[:])
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(at.UnixMilli(), 0)))
	copy(id[:6], ms[2:])
	id[6] = id[6]&0x0f | 0x70 // version 7
	id[8] = id[8]&0x3f | 0x80 // variant of RFC 9562
	return id.String()
}

// seconds returns a Unix time, and fallback for one that is missing or absurd.
func seconds(at float64, fallback time.Time) time.Time {
	if !(at > 0 && at < 253402300800) { // year 10000; NaN fails too
		return fallback
	}
	whole, part := math.Modf(at)
	return time.Unix(int64(whole), int64(part*1e6)*1000)
}

// epoch is the time of records without any.
var epoch = time.Unix(0, 0)
