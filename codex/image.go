package codex

import (
	"bytes"
	"encoding/base64"
	"fmt"
)

// MaxImage is the size of the largest image that [UserImages] accepts, in bytes
// (OpenAI API guide, "Images and vision").
const MaxImage = 20 << 20

// UserImages returns a message from the user that holds text and images. Each
// image is a whole PNG, JPEG, WebP or GIF file of at most [MaxImage] bytes;
// UserImages recognizes the type by the content. For other images it returns a
// [*Error] with [CodeRefused]. If there are several images, its sentence gives
// the number of the image, from 1. The text may be empty.
func UserImages(text string, images ...[]byte) (Item, error) {
	var parts []any
	if text != "" {
		parts = append(parts, textPart{"input_text", text})
	}
	for i, data := range images {
		name := "The image"
		if len(images) > 1 {
			name = fmt.Sprintf("Image %d", i+1)
		}
		kind := imageType(data)
		switch {
		case len(data) == 0:
			return Item{}, badRequest(name+" is empty.", "", nil)
		case kind == "":
			return Item{}, badRequest(name+" is not a PNG, JPEG, WebP or GIF.", "Convert it first.", nil)
		case len(data) > MaxImage:
			return Item{}, badRequest(fmt.Sprintf("%s is too large: %d MB of at most %d MB.",
				name, (len(data)+1<<20-1)>>20, MaxImage>>20), "Make it smaller first.", nil)
		}
		parts = append(parts, imagePart{"input_image",
			"data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)})
	}
	if len(parts) == 0 {
		return Item{}, badRequest("The request is empty.", "", nil)
	}
	return newMessage("user", parts...), nil
}

// An imagePart is an image in a message. It has no detail: Responses Lite has
// no such field, and elsewhere the default is auto.
type imagePart struct {
	Type string `json:"type"`
	URL  string `json:"image_url"`
}

// imageType returns the media type of an image file by its first bytes, or ""
// for a type that the backend does not support.
func imageType(data []byte) string {
	has := func(at int, magic string) bool {
		return len(data) >= at+len(magic) && bytes.HasPrefix(data[at:], []byte(magic))
	}
	switch {
	case has(0, "\x89PNG\r\n\x1a\n"):
		return "image/png"
	case has(0, "\xff\xd8\xff"):
		return "image/jpeg"
	case has(0, "RIFF") && has(8, "WEBP"):
		return "image/webp"
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return "image/gif"
	}
	return ""
}
