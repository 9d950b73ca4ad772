package config

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"banter/internal/spelling"
)

// Store is a place for the sign-in; the zero value is none. It is a struct
// because go-toml does not call UnmarshalText of strings.
type Store struct{ name string }

var (
	Keychain  = Store{"keychain"} // of the operating system; the default
	Sealed    = Store{"sealed"}   // a file that a passphrase encrypts
	CodexFile = Store{"codex"}    // the auth.json of the Codex CLI, shared with it
	Memory    = Store{"memory"}   // gone when the program ends
)

var stores = []Store{Keychain, Sealed, CodexFile, Memory}

const storeList = "keychain, sealed, codex or memory"

// StoreNames returns the names of the stores.
func StoreNames() []string { return names(stores) }

// A choiceError reports a value that is none of the names.
type choiceError struct {
	list  string // the names in words
	names []string
	value string
}

// Error returns a clause that follows the name of the setting.
func (e *choiceError) Error() string {
	return fmt.Sprintf("must be %s, not %q", e.list, quotable(e.value))
}

// hint returns the name that was meant, as a question, if err is about a name.
func hint(err error) string {
	if choice, ok := errors.AsType[*choiceError](err); ok {
		return spelling.Question(choice.value, "", choice.names)
	}
	return ""
}

// names returns the names of values, as a person types them.
func names[T fmt.Stringer](values []T) []string {
	var all []string
	for _, value := range values {
		all = append(all, value.String())
	}
	return all
}

// String returns the name, as a person types it.
func (s Store) String() string { return s.name }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Store) UnmarshalText(text []byte) error {
	if !slices.Contains(stores, Store{string(text)}) {
		return &choiceError{storeList, StoreNames(), string(text)}
	}
	s.name = string(text)
	return nil
}

// Bidi names the program that puts right-to-left text into the order of the
// screen; the zero value is auto.
type Bidi struct{ name string }

var (
	BidiAuto     = Bidi{}           // the terminal if it is known to do so, else Banter
	BidiBanter   = Bidi{"banter"}   // Banter
	BidiTerminal = Bidi{"terminal"} // the terminal
)

var bidis = []Bidi{BidiAuto, BidiBanter, BidiTerminal}

// BidiNames returns the values of Bidi, as a person types them.
func BidiNames() []string { return names(bidis) }

const bidiList = "auto, banter or terminal"

// String returns the name, as a person types it.
func (b Bidi) String() string { return cmp.Or(b.name, "auto") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Bidi) UnmarshalText(text []byte) error {
	for _, known := range bidis {
		if known.String() == string(text) {
			*b = known
			return nil
		}
	}
	return &choiceError{bidiList, BidiNames(), string(text)}
}

// Notify is how a person who looks elsewhere is told of the end of an answer; the
// zero value is auto.
type Notify struct{ name string }

var (
	NotifyAuto = Notify{}       // by a notification where the terminal has them, else by the bell
	NotifyBell = Notify{"bell"} // by the bell
	NotifyOff  = Notify{"off"}  // not at all
)

var notifies = []Notify{NotifyAuto, NotifyBell, NotifyOff}

// NotifyNames returns the values of Notify, as a person types them.
func NotifyNames() []string { return names(notifies) }

const notifyList = "auto, bell or off"

// String returns the name, as a person types it.
func (n Notify) String() string { return cmp.Or(n.name, "auto") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *Notify) UnmarshalText(text []byte) error {
	i := slices.Index(NotifyNames(), string(text))
	if i < 0 {
		return &choiceError{notifyList, NotifyNames(), string(text)}
	}
	*n = notifies[i]
	return nil
}

// Images is which attached images the chat shows; the zero value is auto.
type Images struct{ name string }

var (
	ImagesAuto  = Images{}        // those that the terminal says it can show
	ImagesOff   = Images{"off"}   // none
	ImagesKitty = Images{"kitty"} // in kitty's protocol, also if the terminal does not say so
	ImagesSixel = Images{"sixel"} // as sixels, also if the terminal does not say so
)

var imagesValues = []Images{ImagesAuto, ImagesOff, ImagesKitty, ImagesSixel}

// ImagesNames returns the values of Images, as a person types them.
func ImagesNames() []string { return names(imagesValues) }

const imagesList = "auto, off, kitty or sixel"

// String returns the name, as a person types it.
func (i Images) String() string { return cmp.Or(i.name, "auto") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *Images) UnmarshalText(text []byte) error {
	at := slices.Index(ImagesNames(), string(text))
	if at < 0 {
		return &choiceError{imagesList, ImagesNames(), string(text)}
	}
	*i = imagesValues[at]
	return nil
}

// Compact is what happens when a conversation nearly fills the context of its
// model; the zero value is ask.
type Compact struct{ name string }

var (
	CompactAsk  = Compact{}       // the person is asked
	CompactAuto = Compact{"auto"} // a summary is made before the next question
	CompactOff  = Compact{"off"}  // nothing, until the person presses the key
)

var compacts = []Compact{CompactAsk, CompactAuto, CompactOff}

const compactList = "ask, auto or off"

// CompactNames returns the values of Compact, as a person types them.
func CompactNames() []string { return names(compacts) }

// String returns the name, as a person types it.
func (c Compact) String() string { return cmp.Or(c.name, "ask") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Compact) UnmarshalText(text []byte) error {
	for _, known := range compacts {
		if known.String() == string(text) {
			*c = known
			return nil
		}
	}
	return &choiceError{compactList, CompactNames(), string(text)}
}

// A Switch is true or false, or was not given; that is its zero value.
type Switch struct{ Given, On bool }

// String returns the value as a person types it; "" if it was not given.
func (s Switch) String() string {
	if !s.Given {
		return ""
	}
	return strconv.FormatBool(s.On)
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Switch) UnmarshalText(text []byte) error {
	on, err := strconv.ParseBool(string(text))
	if err != nil {
		return fmt.Errorf("must be true or false")
	}
	*s = Switch{true, on}
	return nil
}

// KeepTime is how long a passphrase is kept; the zero value is [DefaultKeepTime].
type KeepTime struct{ text string }

// DefaultKeepTime is how long a passphrase is kept if nothing else is set.
const DefaultKeepTime = 15 * time.Minute

// Time returns the time; 0 means that nothing is kept.
func (k KeepTime) Time() time.Duration {
	switch k.text {
	case "":
		return DefaultKeepTime
	case "off":
		return 0
	}
	long, _ := time.ParseDuration(k.text) // UnmarshalText has accepted it
	return long
}

// String returns the time, such as 15m, or off.
func (k KeepTime) String() string { return cmp.Or(k.text, "15m") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *KeepTime) UnmarshalText(text []byte) error {
	long, err := time.ParseDuration(string(text))
	if string(text) != "off" && (err != nil || long < time.Second || long > 24*time.Hour) {
		return fmt.Errorf("must be a time such as 5m or 8h, up to 24h, or off, not %q", quotable(string(text)))
	}
	k.text = string(text)
	return nil
}

// Retention is how long conversations are kept after their last use; the zero
// value is forever.
type Retention struct{ text string }

var retentions = regexp.MustCompile(`^[1-9][0-9]{0,4}[dwmy]$`)

// String returns the time span, such as 90d, or "".
func (r Retention) String() string { return r.text }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Retention) UnmarshalText(text []byte) error {
	switch value := string(text); {
	case value == "forever":
		r.text = ""
	case retentions.MatchString(value):
		r.text = value
	default:
		return fmt.Errorf("must be a number of days, weeks, months or years such as 90d, 12w, 6m or 2y, or forever, not %q", quotable(value))
	}
	return nil
}

// URL is the address of a server that receives tokens: https, or http on this
// computer only. The zero value is no address.
type URL struct{ text string }

// String returns the address without a slash at its end.
func (u URL) String() string { return u.text }

// UnmarshalText implements encoding.TextUnmarshaler.
func (u *URL) UnmarshalText(text []byte) error {
	address, err := url.Parse(string(text))
	switch {
	case err != nil || address.Host == "" || address.RawQuery != "" || address.Fragment != "":
		return fmt.Errorf("must be an address such as https://host/path")
	case address.User != nil:
		return fmt.Errorf("must not hold a name or a password")
	case address.Scheme == "https", address.Scheme == "http" && loopback(address.Hostname()):
		u.text = strings.TrimRight(string(text), "/")
		return nil
	}
	return fmt.Errorf("must begin with https://, because the sign-in is sent there; http:// is allowed for this computer only")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Wheel is how many rows a notch of the mouse wheel scrolls; the zero value is not set.
type Wheel struct{ rows int }

const wheelRange = "1 to 20"

// Rows returns the number, 0 if it is not set.
func (w Wheel) Rows() int { return w.rows }

// String returns the number as a person types it; "" if it is not set.
func (w Wheel) String() string {
	if w.rows == 0 {
		return ""
	}
	return strconv.Itoa(w.rows)
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *Wheel) UnmarshalText(text []byte) error {
	rows, err := strconv.Atoi(string(text))
	if err != nil || rows < 1 || rows > 20 {
		return fmt.Errorf("must be a number from %s, not %q", wheelRange, quotable(string(text)))
	}
	w.rows = rows
	return nil
}
