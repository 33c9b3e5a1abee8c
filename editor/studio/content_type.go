package studio

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/gif" // measured by image.DecodeConfig
	_ "image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"strings"
)

// sniffBytes is how much of a file tells its type: http.DetectContentType looks at no more.
const sniffBytes = 512

// contentType finds out what a file is by its content; what its name or its sender says counts for nothing. Head is its
// beginning.
func contentType(head []byte) string {
	if len(head) >= 12 && string(head[4:8]) == "ftyp" { // ISO base media: the brand tells films from sound
		switch brand := string(head[8:12]); {
		case strings.HasPrefix(brand, "M4A"), strings.HasPrefix(brand, "M4B"):
			return "audio/mp4"
		case brand == "qt  ":
			return "video/quicktime"
		case strings.HasPrefix(brand, "heic"), strings.HasPrefix(brand, "mif1"):
			return "image/heic"
		case strings.HasPrefix(brand, "avif"):
			return "image/avif"
		default:
			return "video/mp4"
		}
	}
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	switch {
	case kind == "application/x-gzip":
		return "application/gzip"
	case len(head) > 1 && head[0] == 0xff && head[1]&0xe6 == 0xe2: // MPEG audio, layer III, without a tag before it
		return "audio/mpeg"
	case kind == "text/xml" || kind == "text/plain" || kind == "text/html":
		if bytes.Contains(head, []byte("<svg")) {
			return "image/svg+xml"
		}
	case kind == "application/ogg":
		return "audio/ogg"
	}
	return kind
}

// measure gives width and height of a picture in pixels; 0 for what is none, or cannot be measured.
func measure(kind string, in io.Reader) (width, height int) {
	switch kind {
	case "image/jpeg", "image/png", "image/gif":
		c, _, err := image.DecodeConfig(in)
		if err != nil {
			return 0, 0
		}
		return c.Width, c.Height
	case "image/webp":
		head := make([]byte, 30)
		if _, err := io.ReadFull(in, head); err != nil {
			return 0, 0
		}
		return measureWebP(head)
	}
	return 0, 0
}

// measureWebP reads the header of a WebP file: RFC 9649, sections 2.5 to 2.7.
func measureWebP(head []byte) (width, height int) {
	switch string(head[12:16]) {
	case "VP8X":
		at := func(i int) int { return int(head[i]) | int(head[i+1])<<8 | int(head[i+2])<<16 }
		return at(24) + 1, at(27) + 1
	case "VP8L":
		bits := binary.LittleEndian.Uint32(head[21:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(head[26:]) & 0x3fff), int(binary.LittleEndian.Uint16(head[28:]) & 0x3fff)
	}
	return 0, 0
}
