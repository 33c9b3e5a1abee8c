package sample

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

var (
	usedVariable = regexp.MustCompile(`\b(session|user|chat|bot|workspace)\.([\p{L}_][\p{L}\p{Nd}_]*)`)
	usedSecret   = regexp.MustCompile(`\bsecret\.([\p{L}_][\p{L}\p{Nd}_]*)`)
)

// Declare adds the variables and secrets that the flows of a document use and that it does not declare. It finds them by
// how they are written, so a text that only speaks of one is taken for a use.
func Declare(doc *flow.Document) error {
	source, err := json.Marshal(doc.Flows)
	if err != nil {
		return fmt.Errorf("declare what the document uses: %w", err)
	}
	for _, m := range usedVariable.FindAllStringSubmatch(string(source), -1) {
		if !known(doc, m[1], m[2]) {
			doc.Variables = append(doc.Variables, flow.Variable{Scope: m[1], Name: m[2], Type: "any"})
		}
	}
	for _, m := range usedSecret.FindAllStringSubmatch(string(source), -1) {
		if doc.Settings == nil {
			doc.Settings = &flow.Settings{}
		}
		if !slices.Contains(doc.Settings.Secrets, m[1]) {
			doc.Settings.Secrets = append(doc.Settings.Secrets, m[1])
		}
	}
	return nil
}

func known(doc *flow.Document, scope, name string) bool {
	_, builtIn := engine.BuiltInFields()[scope][name]
	_, writable := engine.WritableFields()[scope][name]
	return builtIn || writable ||
		slices.ContainsFunc(doc.Variables, func(v flow.Variable) bool { return v.Scope == scope && v.Name == name })
}
