package engine

import (
	"fmt"
	"slices"
	"strings"
)

// Asset is what is known of a file of a bot's media library.
type Asset struct {
	Size          int64  // bytes
	Type          string // MIME type, by its content
	Width, Height int    // pixels; 0 for what is no picture, or one that cannot be measured
}

// AssetUse is a place where a block sends a file of the media library.
type AssetUse struct {
	Name        string
	Kind        string // as in Media
	Path        string // JSON pointer into the document
	Flow, Block string
}

// UsesAsset notes that the block sends a file of the media library as a kind of Media. Which files there are is not known
// here: Report.Assets names the uses, CheckAssets judges them. Path is as for Error.
func (k *Checking) UsesAsset(name, kind, path string) {
	k.c.assets = append(k.c.assets, AssetUse{
		Name: name, Kind: kind, Path: k.b.path + "/config" + path, Flow: k.b.flow.def.ID, Block: k.b.def.ID,
	})
}

// What Telegram takes as an upload: Telegram Bot API, "Sending files" and sendPhoto.
const (
	MaxUploadBytes  = 50 << 20 // of any file; a server of one's own takes more
	maxPhotoBytes   = 10 << 20
	maxPhotoSides   = 10000 // width and height together
	maxPhotoStretch = 20    // the longer side may be this many times the shorter one
)

const (
	mebibyte  = 1 << 20
	kindPhoto = "photo"
)

// assetTypes are the types that a kind of Media takes; nil for kinds that take all: Telegram Bot API, the methods that send
// files.
func assetTypes(kind string) []string {
	switch kind {
	case kindPhoto:
		return []string{"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"}
	case "video", "video_note":
		return []string{"video/mp4"}
	case "animation":
		return []string{"image/gif", "video/mp4"}
	case "audio":
		return []string{"audio/mpeg", "audio/mp4"}
	case "voice":
		return []string{"audio/ogg", "application/ogg", "audio/mpeg", "audio/mp4"}
	case "sticker":
		return []string{"image/webp", "video/webm", "application/gzip"}
	default:
		return nil
	}
}

// CodeAssetMissing is the code of issues about files that are not there.
const CodeAssetMissing = "asset_missing"

// CheckAssets finds the uses of files that are not in the library, or that Telegram does not take as what they are to be. The
// issues are in document order. Most is the largest upload in bytes; 0 for Telegram's own.
func CheckAssets(uses []AssetUse, most int64, find func(name string) (Asset, bool)) []Issue {
	if most == 0 {
		most = MaxUploadBytes
	}
	var out []Issue
	for i := range uses {
		u := &uses[i]
		note := func(s Severity, code, format string, args ...any) {
			out = append(out, Issue{
				Code: code, Severity: s, Path: u.Path, Flow: u.Flow, Block: u.Block, Message: fmt.Sprintf(format, args...),
			})
		}
		a, ok := find(u.Name)
		if !ok {
			note(SeverityError, CodeAssetMissing, "there is no file %q in the bot's media library", u.Name)
			continue
		}
		if types := assetTypes(u.Kind); types != nil && !slices.Contains(types, a.Type) {
			if u.Kind == kindPhoto {
				note(SeverityError, "asset_kind", "the file %q is no picture that Telegram shows: send it as a file", u.Name)
			} else {
				note(SeverityWarning, "asset_kind", "the file %q is %s; Telegram may refuse it as %s, or send it as a file", u.Name, contentWords(a.Type), mediaWords(u.Kind))
			}
		}
		limit := most
		if u.Kind == kindPhoto {
			limit = min(most, maxPhotoBytes)
		}
		short := max(min(a.Width, a.Height), 1)
		switch {
		case a.Size > limit:
			note(SeverityError, "asset_too_large", "the file %q has %.1f MB; Telegram takes %d MB as %s", u.Name, float64(a.Size)/mebibyte, limit/mebibyte, mediaWords(u.Kind))
		case u.Kind == kindPhoto && (a.Width+a.Height > maxPhotoSides || max(a.Width, a.Height) > maxPhotoStretch*short):
			note(SeverityError, "asset_dimensions", "the picture %q has %d × %d pixels, which Telegram refuses as a photo: make it smaller or less narrow, or send it as a file", u.Name, a.Width, a.Height)
		}
	}
	sortIssues(out)
	return out
}

func mediaWords(kind string) string {
	switch kind {
	case "voice":
		return "a voice message"
	case "video_note":
		return "a video note"
	case "animation", "audio":
		return "an " + kind
	default:
		return "a " + kind
	}
}

func contentWords(mime string) string {
	family, sub, _ := strings.Cut(mime, "/")
	switch family {
	case "image", "video", "audio":
		return "of the type " + family + " " + strings.ToUpper(strings.TrimPrefix(sub, "x-"))
	default:
		return "neither picture nor sound"
	}
}
