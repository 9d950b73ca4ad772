package history

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
)

// SQLite ends a write-ahead log at the first frame with a wrong checksum. Later
// frames that a program has saved, and a part of the log that was cut off, are
// lost without an error. So the log is read before SQLite opens it;
// https://sqlite.org/fileformat2.html#walformat and
// https://sqlite.org/walformat.html describe its form.
const (
	logHeader, frameHeader = 32, 24
	indexHeader            = 48  // it is stored twice
	indexBackfill          = 96  // number of frames that were copied to the database
	indexLock              = 128 // byte that every connection holds a lock on
	indexVersion           = 3007000
)

// maxLog is the largest log that is read, in bytes: four times the size at
// which SQLite begins it again. A reader that does not end can let it grow
// without bound.
const maxLog = 16 << 20

// examineLog reads the log beside the database at path. unclean reports that
// its last user did not close it, lost that some of its changes are missing. A
// log that another process has open is neither; one larger than maxLog is
// unclean, and not read.
func examineLog(path string) (unclean, lost bool) {
	index, live := readIndex(path + "-shm")
	if live {
		return false, false
	}
	f, err := os.Open(path + "-wal")
	if err != nil {
		return false, index.lacks(0)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false, err == nil && index.lacks(0)
	}
	if info.Size() > maxLog {
		return true, false
	}
	log := logReader{file: bufio.NewReaderSize(io.LimitReader(f, maxLog), 64<<10)}
	if !log.start() {
		return true, info.Size() > logHeader+frameHeader && (index.frames == 0 || index.lacks(0))
	}
	torn := log.run()
	if bytes.Equal(log.salt, index.salt) {
		torn = torn && !index.holds(log.committed) || index.lacks(log.committed)
	}
	return true, torn
}

// A logIndex is what the processes that use a log share about it.
type logIndex struct {
	frames, backfilled int // committed frames, and those that were copied to the database
	salt               []byte
}

// lacks reports whether a log with that many frames has lost some.
func (i logIndex) lacks(frames int) bool {
	return frames < i.frames && (frames > 0 || i.backfilled < i.frames)
}

// holds reports whether a log with that many frames has all committed ones.
func (i logIndex) holds(frames int) bool { return i.frames > 0 && frames >= i.frames }

// readIndex also reports whether a living process uses it.
func readIndex(name string) (index logIndex, live bool) {
	f, err := os.Open(name)
	if err != nil {
		return index, false
	}
	defer f.Close()
	if locked(f, indexLock) {
		return index, true
	}
	var raw [indexBackfill + 4]byte
	if _, err := io.ReadFull(f, raw[:]); err != nil {
		return index, false
	}
	one, two, native := raw[:indexHeader], raw[indexHeader:2*indexHeader], binary.NativeEndian
	var sum logSum
	sum.add(native, one[:40])
	if !bytes.Equal(one, two) || native.Uint32(one) != indexVersion || one[12] == 0 || !sum.is(native, one[40:]) {
		return index, false // as after a power cut: SQLite does not rely on it either
	}
	return logIndex{int(native.Uint32(one[16:])), int(native.Uint32(raw[indexBackfill:])), one[32:40]}, false
}

// inUseElsewhere reports whether another process has the database at path open.
func inUseElsewhere(path string) bool {
	_, live := readIndex(path + "-shm")
	return live
}

// A logReader reads frames as SQLite does.
type logReader struct {
	file      *bufio.Reader
	order     binary.ByteOrder
	page      int
	salt      []byte
	sum       logSum
	committed int // frames up to the last one that ends a transaction
}

// start reads the header and reports whether it is whole.
func (r *logReader) start() bool {
	var head [logHeader]byte
	if _, err := io.ReadFull(r.file, head[:]); err != nil {
		return false
	}
	r.order = binary.ByteOrder(binary.LittleEndian)
	if magic := binary.BigEndian.Uint32(head[:]); magic&1 == 1 {
		r.order = binary.BigEndian
	}
	r.page, r.salt = int(binary.BigEndian.Uint32(head[8:])), bytes.Clone(head[16:24])
	r.sum.add(r.order, head[:24])
	return r.sum.is(binary.BigEndian, head[24:]) && minPage <= r.page && r.page <= 64<<10
}

// run reads all frames of this log. It reports whether some belong to no
// transaction, because that was not finished or is damaged. Frames with another
// salt are left from an earlier log, unless a frame of this log follows.
func (r *logReader) run() (torn bool) {
	frame := make([]byte, frameHeader+r.page)
	for n, whole := 1, true; ; n++ {
		size, err := io.ReadFull(r.file, frame)
		if size < frameHeader {
			return torn
		}
		ours := bytes.Equal(frame[8:16], r.salt)
		r.sum.add(r.order, frame[:8])
		r.sum.add(r.order, frame[frameHeader:])
		whole = whole && ours && err == nil && r.sum.is(binary.BigEndian, frame[16:])
		switch {
		case whole:
			if torn = binary.BigEndian.Uint32(frame[4:]) == 0; !torn {
				r.committed = n
			}
		case ours:
			return true
		}
	}
}

// A logSum is SQLite's cumulative checksum of a log.
type logSum [2]uint32

func (s *logSum) add(order binary.ByteOrder, data []byte) {
	for ; len(data) >= 8; data = data[8:] {
		s[0] += order.Uint32(data) + s[1]
		s[1] += order.Uint32(data[4:]) + s[0]
	}
}

func (s *logSum) is(order binary.ByteOrder, stored []byte) bool {
	return s[0] == order.Uint32(stored) && s[1] == order.Uint32(stored[4:])
}
