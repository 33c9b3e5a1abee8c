package program

import (
	"context"
	"errors"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
)

// blockNotes remember blocks in memory.
type blockNotes struct {
	secrets map[string]string // by workspace and block
	offers  map[string]*custom.Notice
}

func (n *blockNotes) BlockSecret(_ context.Context, workspace, name string) (string, error) {
	if v, ok := n.secrets[workspace+" "+name]; ok {
		return v, nil
	}
	return "", engine.ErrNotFound
}

func (n *blockNotes) NoteBlock(_ context.Context, digest string, offer *custom.Notice) error {
	n.offers[digest] = offer
	return nil
}

func TestBlocks_SecretsAreTheWorkspacesElseTheServers(t *testing.T) {
	t.Parallel()
	env := &runEnv{Context: t.Context(), Getenv: func(name string) string {
		return map[string]string{"SCENARIST_BLOCK_SECRET_ACME_WEATHER": "server", "SCENARIST_BLOCK_SECRET_ACME_NEWS": "server"}[name]
	}}
	secret := env.keptSecret(&blockNotes{secrets: map[string]string{"main acme/weather": "main"}})
	for name, want := range map[string]string{"acme/weather": "main", "acme/news": "server"} {
		if v, err := secret(t.Context(), name); err != nil || v != want {
			t.Errorf("the secret of %s is %q, %v", name, v, err)
		}
	}
	if _, err := secret(t.Context(), "acme/none"); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("the secret that nobody has set: %v", err)
	}
}

func TestBlocks_WhatAServiceOffersIsRemembered(t *testing.T) {
	t.Parallel()
	env, notes := &runEnv{Context: t.Context()}, &blockNotes{offers: map[string]*custom.Notice{}}
	said := env.noticed(notes)
	p := &custom.Package{Manifest: &custom.Manifest{Name: "acme/weather", Version: "1.0.0"}, Digest: "d"}
	said(p, errors.New("nobody answers"))
	if len(notes.offers) != 0 {
		t.Error("a service that does not answer has offered something")
	}
	said(p, &remote.ChangedError{Offered: "o", Manifest: &custom.Manifest{Name: "acme/weather", Version: "2.0.0"}})
	if n := notes.offers["d"]; n == nil || n.Digest != "o" || n.Manifest.Version != "2.0.0" || n.At.IsZero() {
		t.Errorf("remembered is %+v", n)
	}
	said(p, nil)
	if n, known := notes.offers["d"]; n != nil || !known {
		t.Errorf("when it says again what was installed: %+v", n)
	}
}
