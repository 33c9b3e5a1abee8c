package logic

import (
	"fmt"
	"regexp"

	"github.com/scenarist/scenarist/engine"
)

// branchID is what can stand in the name of an exit.
var branchID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:-]*$`)

// exitTitle is what an exit of the author's is called: by its label, else by its id.
func exitTitle(id string, label *engine.Line) engine.Text {
	title := engine.Text{"en": id}
	for lang, src := range label.Sources() {
		if lang == "" {
			lang = "en"
		}
		title[lang] = src
	}
	return title
}

// checkIDs reports ways that cannot be told apart. What they are called is "branch" or "case"; list is the setting.
func checkIDs(k *engine.Checking, what, list string, ids []string) {
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		path := fmt.Sprintf("/%s/%d/id", list, i)
		switch {
		case id == "": // the schema says so
		case !branchID.MatchString(id):
			k.Error(what+"_id_invalid", path, "%s id %q is misspelt: letters a-z, digits and _ . : -, first a letter or digit", what, id)
		case seen[id]:
			plural := map[string]string{"branch": "branches", "case": "cases"}[what]
			k.Error(what+"_id_duplicate", path, "two %s have the id %q: their exits could not be told apart", plural, id)
		}
		seen[id] = true
	}
}
