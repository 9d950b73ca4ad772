package pages

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
)

const (
	logHeader, frameHeader = 32, 24
	logMagic               = 0x377f0682 // its lowest bit means checksums of big-endian words
)

// openLog finds the states of the database. The first is what SQLite would read.
// SQLite ends a log at the first damaged frame; if later ones are whole, there
// is a second state with them.
func (f *File) openLog(name string) error {
	f.states = []state{{nil, uint32((f.size + int64(f.page) - 1) / int64(f.page))}}
	log, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	f.log = log
	whole, all := f.readLog()
	if whole.frames != nil {
		f.states[0] = whole
	}
	if all.frames != nil {
		f.states = append(f.states, all)
	}
	for i := range f.states {
		f.states[i].trim(f.size / int64(f.page))
	}
	return nil
}

// trim leaves out pages that are in no file.
func (s *state) trim(inFile int64) {
	most := uint32(inFile) + 1 // a part of a page counts
	for number := range s.frames {
		most = max(most, number)
	}
	s.pages = min(s.pages, most)
}

// readLog returns the state that the saved frames before the first damaged one
// make, and that of all saved frames if there are more. A state without frames
// is none. Each frame is checked with the checksum that the one before has, so
// damage ends at the next frame. What no frame saves is left out.
func (f *File) readLog() (whole, all state) {
	log := bufio.NewReaderSize(f.log, 64<<10)
	head := make([]byte, logHeader)
	if _, err := io.ReadFull(log, head); err != nil {
		return whole, all
	}
	order, intact := f.logOrder(head)
	var salt []byte
	if intact {
		salt = head[16:24]
	}
	frame := make([]byte, frameHeader+f.page)
	last := head[24:]                           // checksum of what is before the frame
	begun, saved := map[uint32]int64{}, state{} // frames of the transaction, of those before it
	for at := int64(logHeader); ; at += int64(len(frame)) {
		if _, err := io.ReadFull(log, frame); err != nil { // the disk may fail too
			break
		}
		if salt == nil {
			salt = bytes.Clone(frame[8:16])
		}
		right := bytes.Equal(frame[8:16], salt) && f.checks(order, last, frame)
		last = bytes.Clone(frame[16:frameHeader])
		if !right {
			if intact {
				intact, whole = false, state{maps.Clone(saved.frames), saved.pages}
			}
			continue
		}
		begun[binary.BigEndian.Uint32(frame)] = at
		if pages := binary.BigEndian.Uint32(frame[4:]); pages > 0 {
			saved = saved.with(begun, pages)
			clear(begun)
			if !intact {
				all = saved
			}
		}
	}
	if intact {
		whole = saved
	}
	return whole, all
}

func (s state) with(frames map[uint32]int64, pages uint32) state {
	if s.frames == nil {
		s.frames = map[uint32]int64{}
	}
	maps.Copy(s.frames, frames)
	return state{s.frames, pages}
}

// logOrder returns the order of bytes in the words that the checksums add, and
// reports whether the header of the log is whole. Another order than that of
// most computers is known from a whole header alone.
func (f *File) logOrder(head []byte) (order binary.ByteOrder, whole bool) {
	word := binary.BigEndian.Uint32(head)
	order = binary.LittleEndian
	if word == logMagic|1 {
		order = binary.BigEndian
	}
	var sum logSum
	sum.add(order, head[:24])
	page := int(binary.BigEndian.Uint32(head[8:]))
	if word&^1 != logMagic || !sum.equals(head[24:]) || !validSize(page) {
		return binary.LittleEndian, false
	}
	if f.page != page && f.reserved == 0 { // the header of the database is lost
		f.page = page
	}
	return order, true
}

// checks reports whether a frame has the right checksum if what is before it
// has the checksum last.
func (f *File) checks(order binary.ByteOrder, last, frame []byte) bool {
	sum := logSum{binary.BigEndian.Uint32(last), binary.BigEndian.Uint32(last[4:])}
	sum.add(order, frame[:8])
	sum.add(order, frame[frameHeader:])
	return sum.equals(frame[16:])
}

// A logSum is SQLite's cumulative checksum of a log.
type logSum [2]uint32

func (s *logSum) add(order binary.ByteOrder, data []byte) {
	for ; len(data) >= 8; data = data[8:] {
		s[0] += order.Uint32(data) + s[1]
		s[1] += order.Uint32(data[4:]) + s[0]
	}
}

func (s *logSum) equals(stored []byte) bool {
	return s[0] == binary.BigEndian.Uint32(stored) && s[1] == binary.BigEndian.Uint32(stored[4:])
}
