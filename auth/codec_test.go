package auth_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

// TestMarshalTokens checks that every field is kept, including those that are
// added later.
func TestMarshalTokens(t *testing.T) {
	var want auth.Tokens
	fields := reflect.ValueOf(&want).Elem()
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		switch field := fields.Field(i).Addr().Interface().(type) {
		case *auth.Secret:
			*field = auth.NewSecret(name + ` secret <&> "ü` + "\x00\u2028")
		case *string:
			*field = name + ` text <&> "ü`
		case *time.Time:
			*field = time.Date(2031, 5, 17, 9, i, 0, 123456789, time.UTC)
		default:
			t.Fatalf("no value for the field %s", name)
		}
	}
	data, err := auth.MarshalTokens(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := auth.UnmarshalTokens(data); err != nil || got != want {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	if bytes.ContainsAny(data, "\n") || !bytes.HasPrefix(data, []byte(`{"version":1,"access_token":"`)) {
		t.Errorf("the form is another: %s", data)
	}
}

func TestMarshalTokensRefuses(t *testing.T) {
	for name, tokens := range map[string]auth.Tokens{
		"empty":         {},
		"refresh alone": {Refresh: auth.NewSecret("r")},
		"mask":          {Access: auth.NewSecret("[secret]")},
		"not UTF-8":     {Access: auth.NewSecret("a\xff")},
		"email":         {Access: auth.NewSecret("a"), Email: "\xff"},
		"year 10000":    {Access: auth.NewSecret("a"), Expiry: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if data, err := auth.MarshalTokens(tokens); err == nil {
			t.Errorf("%s: written as %s", name, data)
		}
	}
}

// damagedTokens are texts that MarshalTokens does not return.
var damagedTokens = []string{
	"", "null", "[]", "{}", "{", `"x"`, `{"version":1}`, `{"version":1,"access_token":""}`, `{"version":1,"access_token":"[secret]"}`,
	`{"version":1,"access_token":"a","refresh_token":"[secret]"}`, `{"version":1,"access_token":"a","id_token":"[secret]"}`,
	`{"access_token":"a"}`, `{"version":2,"access_token":"a"}`, `{"version":"1","access_token":"a"}`, `{"version":1,"access_token":7}`,
	`{"version":1,"access_token":"a","expiry":"soon"}`, `{"version":1,"access_token":"a"} trailing`, "\xff\xfe{\x00}\x00",
	`{"Access":"[secret]","Refresh":"[secret]","AccountID":"a"}`,
}

func TestUnmarshalTokensRefuses(t *testing.T) {
	for _, text := range damagedTokens {
		got, err := auth.UnmarshalTokens([]byte(text))
		checkError(t, err, auth.CodeDamaged, "is damaged")
		if got != (auth.Tokens{}) || !errors.Is(err, auth.ErrSignInAgain) {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}

// FuzzUnmarshalTokens checks that only texts of MarshalTokens are decoded.
func FuzzUnmarshalTokens(f *testing.F) {
	for _, text := range damagedTokens {
		f.Add([]byte(text))
	}
	whole, err := auth.MarshalTokens(fresh("fuzz", time.Hour))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Fuzz(func(t *testing.T, data []byte) {
		tokens, err := auth.UnmarshalTokens(data)
		if err != nil {
			return
		}
		again, err := auth.MarshalTokens(tokens)
		if err != nil {
			t.Fatalf("read %q and cannot write it: %v", data, err)
		}
		if got, err := auth.UnmarshalTokens(again); err != nil || !authtest.Same(got, tokens) {
			t.Errorf("%q comes back as %q: %v", data, again, err)
		}
	})
}

// TestTokensAreNotLostInSilence checks that general encodings of tokens fail with
// an error that names MarshalTokens.
func TestTokensAreNotLostInSilence(t *testing.T) {
	tokens := fresh("lost", time.Hour)
	type kept struct {
		Name   string
		Tokens auth.Tokens
	}
	for name, value := range map[string]any{
		"tokens": tokens, "pointer": &tokens, "field": kept{"x", tokens}, "list": []auth.Tokens{tokens}, "map": map[string]auth.Tokens{"x": tokens},
	} {
		encoders := map[string]func() error{
			"json": func() error { _, err := json.Marshal(value); return err },
			"xml":  func() error { _, err := xml.Marshal(value); return err },
			"gob":  func() error { return gob.NewEncoder(new(bytes.Buffer)).Encode(value) },
		}
		if name == "map" {
			delete(encoders, "xml") // has no maps
		}
		for format, encode := range encoders {
			if err := encode(); err == nil || !strings.Contains(err.Error(), "auth.MarshalTokens") || strings.Contains(err.Error(), authtest.Canary) {
				t.Errorf("%s of %s: %v", format, name, err)
			}
		}
	}
	for format, decode := range map[string]func() error{
		"json":        func() error { return json.Unmarshal([]byte(`{"Access":"[secret]"}`), new(auth.Tokens)) },
		"json secret": func() error { return json.Unmarshal([]byte(`{"Token":"[secret]"}`), &struct{ Token auth.Secret }{}) },
		"xml":         func() error { return xml.Unmarshal([]byte(`<Tokens>[secret]</Tokens>`), new(auth.Tokens)) },
		"gob secret":  func() error { return gob.NewEncoder(new(bytes.Buffer)).Encode(tokens.Access) },
		"binary":      func() error { return new(auth.Tokens).UnmarshalBinary(nil) },
		"secret":      func() error { return new(auth.Secret).UnmarshalBinary(nil) },
	} {
		if err := decode(); err == nil || !strings.Contains(err.Error(), "auth.MarshalTokens") {
			t.Errorf("%s: %v", format, err)
		}
	}
	_, err := json.Marshal(tokens)
	checkError(t, err, auth.CodeMasked, "would lose its tokens")
	if n := notice.Of(err); !strings.Contains(n.Hint, "auth.MarshalTokens") {
		t.Errorf("got %+v", n)
	}
}

// TestRow17TokensInLogs checks that logged tokens show the account and no secret.
func TestRow17TokensInLogs(t *testing.T) {
	var lines bytes.Buffer
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "tokens", fresh("log", time.Hour))
	if text := lines.String(); !strings.Contains(text, `"access":"[secret]"`) || !strings.Contains(text, `"account_id":"`) || strings.Contains(text, "eyJ") {
		t.Errorf("logged %s", text)
	}
}

// TestTimesKeepTheirSecond checks times in zones whose offset has seconds, as
// many had before standard time. The record holds times in UTC.
func TestTimesKeepTheirSecond(t *testing.T) {
	at := time.Unix(5, 0).In(time.FixedZone("Monrovia", -(44*60 + 30)))
	for _, at := range []time.Time{at, at.In(time.FixedZone("no zone of this world", 25*3600))} {
		data, err := auth.MarshalTokens(auth.Tokens{Access: auth.NewSecret("a"), Expiry: at, LastRefresh: at})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := auth.UnmarshalTokens(data); err != nil || !got.Expiry.Equal(at) || !got.LastRefresh.Equal(at) {
			t.Errorf("got %+v, %v, want %v", got, err, at)
		}
	}
}
