package engine

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// FileTypes are settings that say which files are taken; configs embed it. Types are MIME types, such as application/pdf
// or image/*. What fits one of Types or Extensions is right; without any, everything is.
type FileTypes struct {
	Types      []string `json:"types,omitempty" validate:"max=50,unique" jsonschema:"maxItems=50"`
	Extensions []string `json:"extensions,omitempty" validate:"max=50,unique" jsonschema:"maxItems=50"`
}

var (
	mimePattern      = regexp.MustCompile(`^[a-z]+/(?:\*|[a-z0-9][a-z0-9.+_-]*)$`)
	extensionPattern = regexp.MustCompile(`^\.?[\p{L}\p{Nd}_+-]{1,16}$`)
)

// IsMIMEType reports whether the text is a type such as application/pdf, or image/*.
func IsMIMEType(s string) bool { return mimePattern.MatchString(s) }

// CheckTypes reports types and endings that are none. Path is the JSON pointer of the settings inside the block's config.
func (f *FileTypes) CheckTypes(k *Checking, path string) {
	for i, s := range f.Types {
		if !IsMIMEType(s) {
			k.Error("mime_invalid", fmt.Sprintf("%s/types/%d", path, i), "%q is no type; write it like application/pdf or image/*", s)
		}
	}
	for i, s := range f.Extensions {
		if !extensionPattern.MatchString(s) {
			k.Error("extension_invalid", fmt.Sprintf("%s/extensions/%d", path, i), "%q is no ending of a name; write it like pdf", s)
		}
	}
}

// Any reports whether everything is taken.
func (f *FileTypes) Any() bool { return len(f.Types)+len(f.Extensions) == 0 }

// Fit reports whether a file of the name and the MIME type is taken.
func (f *FileTypes) Fit(name, mime string) bool {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	return f.Any() ||
		slices.ContainsFunc(f.Extensions, func(s string) bool { return strings.EqualFold(strings.TrimPrefix(s, "."), ext) }) ||
		slices.ContainsFunc(f.Types, func(s string) bool { return isMIME(strings.ToLower(mime), s) })
}

// isMIME reports whether a type is the one that is wanted, or of that family.
func isMIME(mime, want string) bool {
	if family, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(mime, family)
	}
	return mime == want
}

// Called names the types and endings for people: PDF, DOCX, image.
func (f *FileTypes) Called() string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, s := range f.Extensions {
		add(strings.ToUpper(strings.TrimPrefix(s, ".")))
	}
	for _, s := range f.Types {
		family, sub, _ := strings.Cut(s, "/")
		if sub == "*" {
			add(family)
		} else {
			add(strings.ToUpper(strings.TrimPrefix(sub, "x-")))
		}
	}
	return strings.Join(out, ", ")
}
