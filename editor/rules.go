package editor

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/scenarist/scenarist/engine"
)

// rules are those between the fields of a request, by the tag "validate"; what a single field must be is in its schema.
var rules = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	return v
})

// checkRules gives a Problem that names every field that breaks a rule.
func checkRules(in any) error {
	err := rules().Struct(in)
	broken, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return err
	}
	p := problem(http.StatusUnprocessableEntity, "invalid", "Something in the request is not as it has to be.")
	for _, b := range broken {
		_, where, _ := strings.Cut(b.Namespace(), ".Body.") // before it is the type of the request
		p.Issues = append(p.Issues, engine.Issue{
			Code: "invalid", Severity: engine.SeverityError, Path: pointer("body." + where), Message: ruleWords(b.Tag(), strings.ToLower(b.Param())),
		})
	}
	return p
}

// ruleWords says a rule between fields, of which the other one is named as requests have it.
func ruleWords(rule, other string) string {
	switch rule {
	case "nefield":
		return "must not be the same as " + other
	case "required_with":
		return "is needed together with " + other
	default: // a test sees to it that requests have no other rules
		return rule + " " + other
	}
}
