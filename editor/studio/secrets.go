package studio

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine/flow"
)

// Secret is a name under which a secret may be kept. Nobody reads what it is.
type Secret struct {
	Name string
	Set  bool
	Used bool // the draft names it
}

// Limits of secrets.
const maxSecretBytes = 16 << 10

// Secrets gives the names that the draft uses and those that are set, sorted.
func (s *Studio) Secrets(ctx context.Context, id string) ([]Secret, error) {
	_, found, err := s.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	all := map[string]Secret{}
	if found.Document != nil && found.Document.Settings != nil {
		for _, name := range found.Document.Settings.Secrets {
			all[name] = Secret{Name: name, Used: true}
		}
	}
	names, err := s.o.Store.SecretNames(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if flow.IsName(name) { // others are the program's own
			all[name] = Secret{Name: name, Set: true, Used: all[name].Used}
		}
	}
	out := make([]Secret, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[name])
	}
	return out, nil
}

// SetSecret keeps a secret of a bot, which need have no token yet, and an empty value forgets it.
func (s *Studio) SetSecret(ctx context.Context, who Actor, id, name, value string) error {
	if !flow.IsName(name) {
		return &Refusal{Code: CodeInvalid, Field: "/name", Title: "A secret's name has letters, digits and _, and begins with no digit."}
	}
	if len(value) > maxSecretBytes {
		return &Refusal{Code: CodeTooLarge, Field: "/value", Title: "The secret is too long."}
	}
	b, err := s.present(ctx, id)
	if err != nil {
		return err
	}
	what := "secret.set"
	if value == "" {
		what = "secret.forget"
	}
	noting, _ := Noting(ctx, who.Entry(b.Workspace, id, what, name, nil, nil))
	if value == "" {
		err = s.o.Store.DropSecret(noting, id, name)
	} else {
		err = s.o.Store.SetSecret(noting, id, name, value)
	}
	if err != nil {
		return fmt.Errorf("keep a secret of bot %s: %w", id, err)
	}
	return nil
}
