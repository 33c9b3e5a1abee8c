package engine_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestCheckAssets_SaysWhatTelegramRefuses(t *testing.T) {
	t.Parallel()
	library := map[string]engine.Asset{
		"cup.jpg":    {Size: 1 << 20, Type: "image/jpeg", Width: 800, Height: 600},
		"large.png":  {Size: 11 << 20, Type: "image/png", Width: 800, Height: 600},
		"wide.png":   {Size: 1 << 10, Type: "image/png", Width: 2100, Height: 100},
		"huge.png":   {Size: 1 << 10, Type: "image/png", Width: 9000, Height: 2000},
		"menu.pdf":   {Size: 1 << 20, Type: "application/pdf"},
		"film.mov":   {Size: 1 << 20, Type: "video/quicktime"},
		"film.mp4":   {Size: 51 << 20, Type: "video/mp4"},
		"unmeasured": {Size: 1 << 10, Type: "image/webp"},
	}
	for _, x := range []struct {
		name, kind string
		most       int64
		want       string
	}{
		{"cup.jpg", "photo", 0, ""},
		{"cup.jpg", "file", 0, ""},
		{"unmeasured", "photo", 0, ""},
		{"gone.jpg", "photo", 0, `error asset_missing: there is no file "gone.jpg" in the bot's media library`},
		{"menu.pdf", "photo", 0, `error asset_kind: the file "menu.pdf" is no picture that Telegram shows: send it as a file`},
		{"menu.pdf", "voice", 0, `warning asset_kind: the file "menu.pdf" is neither picture nor sound; Telegram may refuse it as a voice message, or send it as a file`},
		{"film.mov", "video", 0, `warning asset_kind: the file "film.mov" is of the type video QUICKTIME; Telegram may refuse it as a video, or send it as a file`},
		{"large.png", "photo", 0, `error asset_too_large: the file "large.png" has 11.0 MB; Telegram takes 10 MB as a photo`},
		{"large.png", "file", 0, ""},
		{"film.mp4", "animation", 0, `error asset_too_large: the file "film.mp4" has 51.0 MB; Telegram takes 50 MB as an animation`},
		{"film.mp4", "video", 2000 << 20, ""},
		{"wide.png", "photo", 0, `error asset_dimensions: the picture "wide.png" has 2100 × 100 pixels, which Telegram refuses as a photo: make it smaller or less narrow, or send it as a file`},
		{"huge.png", "photo", 0, `error asset_dimensions: the picture "huge.png" has 9000 × 2000 pixels, which Telegram refuses as a photo: make it smaller or less narrow, or send it as a file`},
	} {
		use := engine.AssetUse{Name: x.name, Kind: x.kind, Path: "/flows/0/blocks/1/config/asset", Flow: "main", Block: "b"}
		got := engine.CheckAssets([]engine.AssetUse{use}, x.most, func(name string) (engine.Asset, bool) {
			a, ok := library[name]
			return a, ok
		})
		text := ""
		for _, i := range got {
			text += fmt.Sprintf("%s %s: %s", i.Severity, i.Code, i.Message)
			if i.Path != use.Path || i.Flow != "main" || i.Block != "b" {
				t.Errorf("%s as %s: the place is %+v", x.name, x.kind, i)
			}
		}
		if text != x.want {
			t.Errorf("%s as %s: got %q, want %q", x.name, x.kind, text, x.want)
		}
	}
}

func TestCheckAssets_InTheOrderOfTheDocument(t *testing.T) {
	t.Parallel()
	var uses []engine.AssetUse
	for _, path := range []string{"/flows/0/blocks/10/config/asset", "/flows/0/blocks/2/config/items/1/asset", "/flows/0/blocks/2/config/items/0/asset"} {
		uses = append(uses, engine.AssetUse{Name: "x", Kind: "photo", Path: path})
	}
	var got []string
	for _, i := range engine.CheckAssets(uses, 0, func(string) (engine.Asset, bool) { return engine.Asset{}, false }) {
		got = append(got, i.Path)
	}
	if want := []string{uses[2].Path, uses[1].Path, uses[0].Path}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
