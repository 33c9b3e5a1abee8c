package engine_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestTemplate_IsWhatWasWritten(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src, out string // out is empty if it is src
		sources        map[string]string
		zero           bool
	}{
		{name: "text", src: `"Hi \u003cb\u003e"`, sources: map[string]string{"": "Hi <b>"}},
		{name: "empty", src: `""`, zero: true},
		{name: "null", src: `null`, out: `""`, zero: true},
		{name: "spaces", src: " \n\"Hi\" ", out: `"Hi"`, sources: map[string]string{"": "Hi"}},
		{
			name: "by language, in any order", src: `{"ru": "Привет", "en": "Hi", "de": ""}`, out: `{"de":"","en":"Hi","ru":"Привет"}`,
			sources: map[string]string{"de": "", "en": "Hi", "ru": "Привет"},
		},
		{name: "no language", src: `{}`, sources: map[string]string{}, zero: true},
		{name: "no text in a language", src: `{"en": null}`, out: `{"en":""}`, sources: map[string]string{"en": ""}},
		{name: "an empty language", src: `{"": "Hi"}`, out: `{"":"Hi"}`, sources: map[string]string{"": "Hi"}},
		{name: "a language twice", src: `{"en": "Hi", "ru": "Привет", "en": "Hello"}`, out: `{"en":"Hello","ru":"Привет"}`, sources: map[string]string{"en": "Hello", "ru": "Привет"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var tmpl engine.Template
			if err := json.Unmarshal([]byte(tt.src), &tmpl); err != nil {
				t.Fatal(err)
			}
			if tt.out == "" {
				tt.out = tt.src
			}
			if out, err := tmpl.MarshalJSON(); err != nil || string(out) != tt.out {
				t.Errorf("%s, %v, want %s", out, err, tt.out)
			}
			got := tmpl.Sources()
			if !maps.Equal(got, tt.sources) || (got == nil) != (tt.sources == nil) || tmpl.IsZero() != tt.zero {
				t.Errorf("sources %#v, zero %t", got, tmpl.IsZero())
			}
			if got != nil {
				got["xx"] = "not the template's any more"
				if _, ok := tmpl.Sources()["xx"]; ok {
					t.Error("the sources are not the caller's")
				}
			}
		})
	}
}

func TestTemplate_WrongJSONKeepsWhatCanBeRead(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]map[string]string{
		`5`: {"": "before"}, `["Hi"]`: {"": "before"}, `{"en": 5, "ru": "Привет"}`: {"en": "", "ru": "Привет"},
	} {
		var tmpl engine.Template
		if err := json.Unmarshal([]byte(`"before"`), &tmpl); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(src), &tmpl); err == nil {
			t.Errorf("%s is taken", src)
		}
		if got := tmpl.Sources(); !maps.Equal(got, want) {
			t.Errorf("%s gives %v", src, got)
		}
	}
}
