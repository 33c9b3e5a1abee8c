package reference_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/reference"
)

// The tests of this file hold what the package says of the engine to the engine.

func TestFunctions_SignsGiveWhatThePageSays(t *testing.T) {
	t.Parallel()
	schema, err := expr.NewSchema(nil, expr.SchemaOptions{})
	if err != nil {
		t.Fatal(err)
	}
	env := &expr.Env{Now: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), Lang: "en"}
	for _, s := range reference.Signs() {
		p, err := expr.Compile(s.Example, schema)
		if err != nil {
			t.Errorf("compile %s: %v", s.Example, err)
			continue
		}
		v, err := p.Eval(env)
		if err != nil {
			t.Errorf("eval %s: %v", s.Example, err)
			continue
		}
		got, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != s.Output {
			t.Errorf("%s gives %s; the page says %s", s.Example, got, s.Output)
		}
	}
}

func TestVariables_AllScopesAreThere(t *testing.T) {
	t.Parallel()
	want := append([]string{engine.ScopeEvent, engine.ScopeLocal}, flow.Scopes()...)
	want = append(want, engine.ScopeSecret)
	if got := reference.ScopeNames(); !slices.Equal(got, want) {
		t.Errorf("the page has the scopes %v, the engine %v", got, want)
	}
}

func TestVariables_WhatTheEngineFillsIsExplained(t *testing.T) {
	t.Parallel()
	for _, fields := range []map[string]map[string]expr.Type{engine.BuiltInFields(), engine.WritableFields()} {
		for scope, names := range fields {
			for name := range names {
				for _, lang := range reference.Languages() {
					if reference.FieldWords(scope+"."+name, lang) == "" {
						t.Errorf("%s.%s has no words in %q", scope, name, lang)
					}
				}
			}
		}
	}
}

func TestVariables_KindsOfEventsHaveNames(t *testing.T) {
	t.Parallel()
	for _, f := range engine.EventFields() {
		for _, k := range f.Kinds {
			if reference.EventKindName(string(k), "ru") == string(k) {
				t.Errorf("event.%s: events of kind %q have no name in Russian", f.Name, k)
			}
		}
	}
}

func TestSettings_EnvelopeIsExplained(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{reflect.TypeFor[flow.Block](), reflect.TypeFor[flow.Retry]()} {
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			for _, lang := range reference.Languages() {
				if title, help := reference.EnvelopeWords(name, lang); title == "" || help == "" {
					t.Errorf("%s of %s has no words in %q", name, typ, lang)
				}
			}
		}
	}
}

func TestSettings_ExamplesCanBeRead(t *testing.T) {
	t.Parallel()
	into := map[string]any{
		"text": new(engine.Template), "line": new(engine.Line), "address": new(engine.Link), "expression": new(engine.Expression),
		"condition": new(engine.Condition), "value": new(engine.Value), "variable": new(engine.Var), "time span": new(flow.Duration),
		"pattern": new(engine.Pattern),
	}
	for kind, example := range reference.KindExamples() {
		if kind == "" {
			t.Errorf("the example %s belongs to a kind without a name", example)
		}
		dst, ok := into[kind]
		if !ok {
			dst = new(string)
		}
		if err := json.Unmarshal([]byte(example), dst); err != nil {
			t.Errorf("the example %s of %s: %v", example, kind, err)
		}
	}
}
