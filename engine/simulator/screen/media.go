package screen

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// largestShown is how large a picture may be to be shown on a page, in bytes.
const largestShown = 3 << 20

func (v *viewer) media(m *botapi.Message) []Media {
	out := []Media{}
	for _, words := range simulator.MediaOf(m) {
		kind, name, _ := strings.Cut(words, " ")
		out = append(out, Media{Kind: kind, Name: name})
	}
	if len(m.Photo) == 0 || len(out) == 0 {
		return out
	}
	data, ok := v.world.FileData(m.Photo[len(m.Photo)-1].FileID)
	kinds := []string{"image/png", "image/jpeg", "image/gif", "image/webp"}
	if kind := http.DetectContentType(data); ok && len(data) <= largestShown && slices.Contains(kinds, kind) {
		out[0].URL = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
	}
	return out
}
