package ask

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// fileRules say which files are taken; configs embed them. Types are MIME types, such as application/pdf or image/*. What
// fits one of Types or Extensions is right. They do not count for photos, voice and video messages, which Telegram makes
// itself.
type fileRules struct {
	Kinds      []string `json:"kinds,omitempty" validate:"max=7,unique,dive,oneof=file photo video audio voice video_note animation" jsonschema:"enum=file,enum=photo,enum=video,enum=audio,enum=voice,enum=video_note,enum=animation"`
	Types      []string `json:"types,omitempty" validate:"max=50,unique" jsonschema:"maxItems=50"`
	Extensions []string `json:"extensions,omitempty" validate:"max=50,unique" jsonschema:"maxItems=50"`
}

var (
	mimePattern      = regexp.MustCompile(`^[a-z]+/(?:\*|[a-z0-9][a-z0-9.+_-]*)$`)
	extensionPattern = regexp.MustCompile(`^\.?[\p{L}\p{Nd}_+-]{1,16}$`)
)

// namedKinds are the kinds that come with the name and the type that the sender gave.
var namedKinds = []string{fileKind, videoKind, audioKind, animationKind}

// checkRules reports types that are none. Kinds are those that are taken.
func (r *fileRules) checkRules(k *engine.Checking, kinds []string) {
	for i, s := range r.Types {
		if !mimePattern.MatchString(s) {
			k.Error("mime_invalid", fmt.Sprintf("/types/%d", i), "%q is no type; write it like application/pdf or image/*", s)
		}
	}
	for i, s := range r.Extensions {
		if !extensionPattern.MatchString(s) {
			k.Error("extension_invalid", fmt.Sprintf("/extensions/%d", i), "%q is no ending of a name; write it like pdf", s)
		}
	}
	if len(r.Types)+len(r.Extensions) > 0 && !slices.ContainsFunc(kinds, named) {
		k.Warn("types_unused", "/types", "photos, voice and video messages have no types to choose by: Telegram makes them itself")
	}
}

func named(kind string) bool { return slices.Contains(namedKinds, kind) }

// wrongType judges a file of a kind that is taken.
func (r *fileRules) wrongType(f *engine.File) fault {
	if len(r.Types)+len(r.Extensions) == 0 || !named(f.Kind) {
		return fault{}
	}
	ext := bare(path.Ext(f.Name))
	if slices.ContainsFunc(r.Extensions, func(s string) bool { return strings.EqualFold(bare(s), ext) }) ||
		slices.ContainsFunc(r.Types, func(s string) bool { return isMIME(f.MIME, s) }) {
		return fault{}
	}
	return fault{rule: fileTypeRule, pairs: []string{"list", r.list()}}
}

// bare is an ending without its point.
func bare(ext string) string { return strings.TrimPrefix(ext, ".") }

// isMIME reports whether a type is the one that is wanted, or of that family.
func isMIME(mime, want string) bool {
	mime = strings.ToLower(mime)
	if family, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(mime, family)
	}
	return mime == want
}

// list names the types and endings for people: PDF, DOCX, image.
func (r *fileRules) list() string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, s := range r.Extensions {
		add(strings.ToUpper(bare(s)))
	}
	for _, s := range r.Types {
		family, sub, _ := strings.Cut(s, "/")
		if sub == "*" {
			add(family)
		} else {
			add(strings.ToUpper(strings.TrimPrefix(sub, "x-")))
		}
	}
	return strings.Join(out, ", ")
}
