package ask

import (
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// fileRules say which files are taken; configs embed them. The types do not count for photos, voice and video messages,
// which Telegram makes itself.
type fileRules struct {
	Kinds []string `json:"kinds,omitempty" validate:"max=7,unique,dive,oneof=file photo video audio voice video_note animation" jsonschema:"enum=file,enum=photo,enum=video,enum=audio,enum=voice,enum=video_note,enum=animation"`

	engine.FileTypes
}

// namedKinds are the kinds that come with the name and the type that the sender gave.
var namedKinds = []string{fileKind, videoKind, audioKind, animationKind}

// checkRules reports types that are none. Kinds are those that are taken.
func (r *fileRules) checkRules(k *engine.Checking, kinds []string) {
	r.CheckTypes(k, "")
	if !r.Any() && !slices.ContainsFunc(kinds, named) {
		k.Warn("types_unused", "/types", "photos, voice and video messages have no types to choose by: Telegram makes them itself")
	}
}

func named(kind string) bool { return slices.Contains(namedKinds, kind) }

// wrongType judges a file of a kind that is taken.
func (r *fileRules) wrongType(f *engine.File) fault {
	if !named(f.Kind) || r.Fit(f.Name, f.MIME) {
		return fault{}
	}
	return fault{rule: fileTypeRule, pairs: []string{"list", r.Called()}}
}
