package codextest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// maxPicture is the size of the largest image in a request, in bytes (OpenAI API
// guide, "Images and vision").
const maxPicture = 20 << 20

// pictures are the images that models read, and how their files begin.
var pictures = map[string]string{
	"image/png": "\x89PNG\r\n\x1a\n", "image/jpeg": "\xff\xd8\xff", "image/webp": "RIFF", "image/gif": "GIF8",
}

// checkImage checks an input_image: image_url is a web address, or a data URL with
// a whole file of the type that it names.
func checkImage(param string, p part) *reply {
	var address string
	if json.Unmarshal(p.ImageURL, &address) != nil {
		return invalid("invalid_type", param, fmt.Sprintf("Invalid type for '%s': expected an image URL, but got an object instead.", param))
	}
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return nil
	}
	head, encoded, _ := strings.Cut(address, ",")
	kind, isData := strings.CutPrefix(head, "data:")
	kind, isBase64 := strings.CutSuffix(kind, ";base64")
	magic, known := pictures[kind]
	if !isData || !isBase64 || !known {
		return invalid("invalid_value", param, fmt.Sprintf(
			"Invalid '%s'. Expected a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got a value without the 'data:' prefix or with an unsupported type.", param))
	}
	data, err := base64.StdEncoding.Strict().DecodeString(encoded)
	switch {
	case err != nil:
		return invalid("invalid_base64", param, fmt.Sprintf("Invalid '%s'. The image is not valid base64.", param))
	case len(data) > maxPicture:
		return invalid("image_too_large", param, "The image is too large.")
	case !bytes.HasPrefix(data, []byte(magic)):
		return invalid("invalid_image_format", param, "You uploaded an unsupported image. Please make sure your image is valid.")
	}
	return nil
}
