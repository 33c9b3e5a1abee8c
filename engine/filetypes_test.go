package engine_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestFileTypes_OneOfThemHasToFit(t *testing.T) {
	t.Parallel()
	some := engine.FileTypes{Types: []string{"application/pdf", "image/*"}, Extensions: []string{"docx", ".ODT"}}
	for _, c := range []struct {
		types      engine.FileTypes
		name, mime string
		want       bool
	}{
		{engine.FileTypes{}, "", "", true},
		{some, "", "", false},
		{some, "a.exe", "application/x-msdownload", false},
		{some, "a", "application/pdf", true},
		{some, "a", "Application/PDF", true},
		{some, "a", "application/pdfx", false},
		{some, "a", "image/png", true},
		{some, "a", "images/png", false},
		{some, "a.DocX", "application/octet-stream", true},
		{some, "a.odt", "", true},
		{some, "docx", "", false},
		{some, "a.docx.exe", "", false},
		{engine.FileTypes{Extensions: []string{"pdf"}}, "a", "application/pdf", false},
	} {
		if got := c.types.Fit(c.name, c.mime); got != c.want {
			t.Errorf("%q of %q among %+v: %v", c.name, c.mime, c.types, got)
		}
	}
	if got := some.Called(); got != "DOCX, ODT, PDF, image" {
		t.Errorf("called %q", got)
	}
}
