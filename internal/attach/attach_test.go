package attach_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"banter/internal/attach"
)

func pngFile(width, height int) string {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)))
	return b.String()
}

func jpegFile(width, height int) string {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil)
	return b.String()
}

func gifFile(width, height, frames int) string {
	var g gif.GIF
	for range frames {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White}))
		g.Delay = append(g.Delay, 10)
	}
	var b bytes.Buffer
	_ = gif.EncodeAll(&b, &g)
	return b.String()
}

// webpFile returns a lossless WebP of 1×1 pixel whose header says another size.
func webpFile(width, height int) string {
	data, _ := base64.StdEncoding.DecodeString("UklGRh4AAABXRUJQVlA4TBEAAAAvAAAAAAfQ//73v/+BiOh/AAA=")
	binary.LittleEndian.PutUint32(data[21:], uint32(width-1)|uint32(height-1)<<14)
	return string(data)
}

func lossyWebP(width, height int) string {
	body := "\x10\x00\x00\x9d\x01\x2a" + string(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, uint16(width)), uint16(height))) + "................"
	return riff("VP8 ", body)
}

func extendedWebP(flags byte, width, height int) string {
	u24 := func(n int) string { return string([]byte{byte(n), byte(n >> 8), byte(n >> 16)}) }
	return riff("VP8X", string(flags)+"\x00\x00\x00"+u24(width-1)+u24(height-1)+"................")
}

func riff(kind, body string) string {
	size := func(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
	return "RIFF" + size(len(body)+12) + "WEBP" + kind + size(len(body)) + body
}

// withSize returns a PNG whose header says another size.
func withSize(file string, width, height uint32) string {
	data := []byte(file)
	binary.BigEndian.PutUint32(data[16:], width)
	binary.BigEndian.PutUint32(data[20:], height)
	return string(data)
}

// apng returns a PNG with a chunk that announces frames.
func apng(frames uint32) string {
	file := pngFile(2, 2)
	chunk := "\x00\x00\x00\x08acTL" + string(binary.BigEndian.AppendUint32(nil, frames)) + "\x00\x00\x00\x00crc."
	return file[:33] + chunk + file[33:]
}

func utf16Text(order binary.AppendByteOrder, mark, text string) string {
	b := []byte(mark)
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestWhatCanBeAttached(t *testing.T) {
	for _, test := range []struct{ name, data, kind, detail, text string }{
		{"a.txt", "plain\r\n", "text/plain", "7 B", "plain\r\n"},
		{"a.go", "package a // ünïcödé 🎈", "text/plain", "29 B", "package a // ünïcödé 🎈"},
		{"bom.txt", "\xef\xbb\xbfmark", "text/plain", "4 B", "mark"},
		{"le.txt", utf16Text(binary.LittleEndian, "\xff\xfe", "grün 🎈"), "text/plain", "10 B", "grün 🎈"},
		{"be.txt", utf16Text(binary.BigEndian, "\xfe\xff", "grün"), "text/plain", "5 B", "grün"},
		{"latin1.txt", "caf\xe9 au lait et cr\xe8me", "text/plain", "23 B", "café au lait et crème"},
		{"1252.txt", "it\x92s \x80 5, says the text", "text/plain", "27 B", "it’s € 5, says the text"},
		{"log", "\x1b[31mred\x1b[0m\n", "text/plain", "13 B", "\x1b[31mred\x1b[0m\n"},
		{"BM.txt", "BM is not a picture here, II* neither", "text/plain", "37 B", "BM is not a picture here, II* neither"},
		{"settings.json", `{"access_token": "short", "refresh_token": ""}`, "text/plain", "46 B", `{"access_token": "short", "refresh_token": ""}`},
		{"a.png", pngFile(30, 20), "image/png", "×", ""},
		{"wrong-name.txt", pngFile(30, 20), "image/png", "×", ""},
		{"still.png", apng(1), "image/png", "×", ""},
		{"a.jpg", jpegFile(30, 20), "image/jpeg", "×", ""},
		{"motion.jpg", jpegFile(30, 20) + "ftypmp42 a video after the picture", "image/jpeg", "×", ""},
		{"a.gif", gifFile(30, 20, 1), "image/gif", "×", ""},
		{"a.webp", webpFile(30, 20), "image/webp", "×", ""},
		{"lossy.webp", lossyWebP(30, 20), "image/webp", "×", ""},
		{"extended.webp", extendedWebP(0, 30, 20), "image/webp", "×", ""},
	} {
		f, err := attach.Make(test.name, []byte(test.data))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if f.Type != test.kind || !strings.Contains(f.Detail(), test.detail) || f.Size != int64(len(f.Data)) || f.SHA256 != attach.Hash(f.Data) {
			t.Errorf("%s: %s %s, %d of %d bytes", test.name, f.Type, f.Detail(), f.Size, len(f.Data))
		}
		if f.Kind == attach.Text && string(f.Data) != test.text {
			t.Errorf("%s: text %q", test.name, f.Data)
		}
		if f.Kind == attach.Image && (string(f.Data) != test.data || f.Width != 30 && f.Width != 2) {
			t.Errorf("%s: %d×%d", test.name, f.Width, f.Height)
		}
	}
}

// hostile holds contents that cannot be attached, with a part of the sentence.
func hostile() map[string][2]string {
	all := map[string][2]string{
		"empty":              {"", "is empty"},
		"binary":             {"a\x00b", "neither a text nor an image"},
		"control characters": {"a\x01b", "neither a text nor an image"},
		"half UTF-16":        {"\xff\xfea", "neither a text nor"},
		"lone surrogate":     {"\xff\xfe\x00\xd8", "neither a text nor"},
		"wrong pair":         {"\xff\xfe\x00\xd8a\x00", "neither a text nor"},
		"Shift JIS":          {"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd \x90\xa2\x8a\x45", "an encoding that Banter does not know"},
		"KOI8-R":             {"\xf0\xd2\xc9\xd7\xc5\xd4 \xcd\xc9\xd2", "an encoding that Banter does not know"},
		"large text":         {strings.Repeat("a", attach.MaxText+1), "too large"},
		"large Latin-1":      {strings.Repeat("aaaaaaaa\xe9", attach.MaxText/9+1), "too large"},
		"large image":        {pngFile(2, 2) + strings.Repeat("x", attach.MaxImage), "too large"},

		"bomb.png":        {withSize(pngFile(2, 2), 60000, 60000), "60000×60000 pixels"},
		"wide.png":        {withSize(pngFile(2, 2), 1<<31-1, 1), "pixels"},
		"endless.png":     {withSize(pngFile(2, 2), 1<<32-1, 1<<32-1), "pixels"},
		"no width.png":    {withSize(pngFile(2, 2), 0, 2), "damaged"},
		"moves.png":       {apng(3), "animation"},
		"bomb.gif":        {strings.Replace(gifFile(3, 2, 1), "GIF89a\x03\x00\x02\x00", "GIF89a\xff\xff\xff\xff", 1), "65535×65535 pixels"},
		"moves.gif":       {gifFile(3, 2, 2), "animation"},
		"bomb.jpg":        {strings.Replace(jpegFile(3, 2), "\xff\xc0\x00\x0b\x08\x00\x02\x00\x03", "\xff\xc0\x00\x0b\x08\xff\xff\xff\xff", 1), "65535×65535 pixels"},
		"zero length.jpg": {"\xff\xd8\xff\xe0\x00\x00\x00\x00", "damaged"},
		"fill.jpg":        {"\xff\xd8" + strings.Repeat("\xff", 5000), "damaged"},
		"no frame.jpg":    {"\xff\xd8\xff\xda\x00\x08......\xff\xd9", "damaged"},
		"bomb.webp":       {webpFile(1<<14, 1<<14), "16384×16384 pixels"},
		"wide.webp":       {extendedWebP(0, 1<<24, 1<<24), "pixels"},
		"moves.webp":      {extendedWebP(2, 30, 20), "animation"},
		"odd.webp":        {riff("JUNK", strings.Repeat(".", 30)), "damaged"},
		"wrong mark.webp": {riff("VP8 ", strings.Repeat(".", 30)), "damaged"},
		"endless.webp":    {"RIFF\xff\xff\xff\xffWEBP" + webpFile(3, 2)[12:], "damaged"},

		"a.pdf": {"%PDF-1.7\n", "is a PDF"}, "a.rtf": {`{\rtf1 text}`, "RTF"}, "a.doc": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "an office document"},
		"a.docx": {"PK\x03\x04\x00\x00", "an office document"}, "b.bin": {"PK\x03\x04\x00\x00[Content_Types].xml", "an office document"},
		"a.zip": {"PK\x03\x04\x00\x00", "an archive"}, "a.gz": {"\x1f\x8b\x08\x00", "an archive"}, "a.tar": {strings.Repeat("\x00", 257) + "ustar\x00", "an archive"},
		"a.heic": {"\x00\x00\x00\x18ftypheic", "a HEIC or AVIF image"}, "a.bmp": {"BM\x00\x00", "a BMP image"}, "a.tiff": {"II*\x00\x08\x00", "a TIFF image"},
		"a.ico": {"\x00\x00\x01\x00\x01\x00", "an icon"}, "a.psd": {"8BPS\x00\x01", "Photoshop"}, "a.jxl": {"\xff\x0a\x00", "JPEG XL"},
		"a.db": {"SQLite format 3\x00", "a database"}, "a.out": {"\x7fELF\x02\x01", "a program"}, "a.exe": {"MZ\x90\x00", "a program"},
		"a.mp3": {"ID3\x04\x00", "a recording"}, "a.wav": {"RIFF\x00\x00\x00\x00WAVEfmt ", "a recording"}, "a.mkv": {"\x1aE\xdf\xa3\x01", "a recording"},

		"tokens":        {`{"version":1,"access_token":"` + strings.Repeat("x", 30) + `"}`, "a sign-in or a private key"},
		"auth.json":     {"{\n  \"OPENAI_API_KEY\": null,\n  \"tokens\": {\n    \"refresh_token\": \"rt_" + strings.Repeat("x", 30) + "\"\n}}", "a sign-in or a private key"},
		"torn tokens":   {"\n {\"refresh_token\" : \"rt_" + strings.Repeat("x", 30) + "\"", "a sign-in or a private key"},
		"utf-16 tokens": {utf16Text(binary.LittleEndian, "\xff\xfe", `{"refresh_token":"rt_`+strings.Repeat("x", 30)+`"}`), "a sign-in or a private key"},
		"id_ed25519":    {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "a sign-in or a private key"},
		"sealed":        {"age-encryption.org/v1\n-> scrypt", "a sign-in or a private key"},
	}
	// Every cut of every kind of image ends early, or has no size.
	for name, file := range map[string]string{"png": pngFile(9, 9), "jpg": jpegFile(9, 9), "gif": gifFile(9, 9, 1), "webp": webpFile(9, 9)} {
		for _, n := range []int{12, 13, 16, 20, 21, 24, 26, 29, 31, len(file) / 2, len(file) - 2, len(file) - 1} {
			if n < len(file) && n >= 3 {
				all[fmt.Sprintf("%s cut at %d", name, n)] = [2]string{file[:n], "damaged"}
			}
		}
	}
	return all
}

func TestWhatCannotBeAttached(t *testing.T) {
	all := hostile()
	if len(all) < 100 {
		t.Errorf("only %d kinds", len(all))
	}
	for name, test := range all {
		_, err := attach.ReadFrom(name, strings.NewReader(test[0]))
		var e *attach.Error
		if !errors.As(err, &e) || !strings.Contains(e.Sentence, test[1]) || !strings.HasSuffix(e.Sentence, ".") || !strings.HasSuffix(e.Hint, ".") {
			t.Errorf("%s: error %v, want %q", name, err, test[1])
		}
	}
}

// A file that never ends is read up to the limit.
// TestInput: what a pipe brings is UTF-8 or becomes it, and is a text.
func TestInput(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"UTF-8", "Grüße\n", "Grüße\n"},
		{"with a byte order mark", "\ufeffGrüße", "Grüße"},
		{"with colors and a bell", "\x1b[1mbold\x1b[m\a\x0e", "\x1b[1mbold\x1b[m\a\x0e"},
		{"UTF-16", utf16Text(binary.LittleEndian, "\xff\xfe", "Grüße"), "Grüße"},
		{"UTF-16, the other way", utf16Text(binary.BigEndian, "\xfe\xff", "Grüße"), "Grüße"},
		{"Latin-1", "Viele Gr\xfc\xdfe aus K\xf6ln", "Viele Grüße aus Köln"},
		{"a mixture", "Grüße, Gr\xfc\xdfe", "Grüße, Gr\ufffde"},
		{"an unfinished character", "Grüße \xc3", "Grüße \ufffd"},
	} {
		if got, err := attach.Input([]byte(test.input)); err != nil || got != test.want {
			t.Errorf("%s: %q, %v", test.name, got, err)
		}
	}
	for name, input := range map[string]string{"an image": pngFile(3, 2), "a program": "\x7fELF\x02\x01\x01\x00\x00\xff"} {
		if got, err := attach.Input([]byte(input)); err == nil {
			t.Errorf("%s is the text %q", name, got)
		}
	}
}

func TestAFileThatGrows(t *testing.T) {
	text := bytes.Repeat([]byte("a"), 1<<20)
	endless := readerFunc(func(p []byte) (int, error) { return copy(p, text), nil })
	if _, err := attach.ReadFrom("growing", endless); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("error %v", err)
	}
	broken := io.MultiReader(strings.NewReader("text"), readerFunc(func([]byte) (int, error) { return 0, errors.New("odd") }))
	if _, err := attach.ReadFrom("broken", broken); err == nil || !strings.Contains(err.(*attach.Error).Sentence, "broken cannot be read.") {
		t.Errorf("error %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestNamesAreSafe(t *testing.T) {
	f, err := attach.Make("dir/\x1b]0;evil\a\nname"+strings.Repeat("ü", 500)+".txt", []byte("x"))
	if err != nil || len(f.Name) > 200 || strings.ContainsAny(f.Name, "\x1b\a\n") || !utf8.ValidString(f.Name) {
		t.Errorf("name %q, %v", f.Name, err)
	}
}

func TestFilesOfAQuestionHaveLimits(t *testing.T) {
	many := make([]attach.File, attach.MaxFiles+1)
	if err := attach.Check(many); err == nil || attach.Check(many[1:]) != nil {
		t.Errorf("%d files: %v", len(many), err)
	}
	large := []attach.File{{Size: attach.MaxTotal / 2}, {Size: attach.MaxTotal/2 + 1}}
	if err := attach.Check(large); err == nil || attach.Check(large[1:]) != nil {
		t.Errorf("large files: %v", err)
	}
}

func FuzzMake(f *testing.F) {
	for name, test := range hostile() {
		if len(test[0]) < 10_000 {
			f.Add(name, []byte(test[0]))
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		file, err := attach.Make(name, data)
		var e *attach.Error
		switch {
		case err != nil && !errors.As(err, &e):
			t.Errorf("error of another type: %v", err)
		case err == nil && file.Kind == attach.Text && !utf8.Valid(file.Data):
			t.Error("a text that is not UTF-8")
		case err == nil && file.Kind == attach.Image && (file.Width <= 0 || file.Height <= 0 || file.Width*file.Height > attach.MaxPixels):
			t.Errorf("%d×%d", file.Width, file.Height)
		}
	})
}

func TestMain(m *testing.M) {
	if err := os.Unsetenv("HOME"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
