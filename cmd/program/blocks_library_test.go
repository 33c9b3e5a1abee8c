package program

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks"
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

// What a start believes of documents is looked at again when the folder has other packages: a type may be gone, or another.
func TestBlocks_AnotherFolderIsAnotherProgram(t *testing.T) {
	t.Parallel()
	const rates, manifest = "../../examples/blocks/exchangerate-rate", "manifest.yaml"
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	program := func(folder string) string {
		t.Helper()
		env := &runEnv{Context: t.Context(), Registry: reg}
		if err := env.openBlocks(folder, nil); err != nil {
			t.Fatal(err)
		}
		return env.program()
	}
	without, one, moved := t.TempDir(), t.TempDir(), t.TempDir()
	for _, folder := range []string{filepath.Join(one, "a"), filepath.Join(moved, "b")} {
		if err := os.CopyFS(folder, os.DirFS(rates)); err != nil {
			t.Fatal(err)
		}
	}
	none, had := program(""), program(one)
	if none == "" || program(without) != none {
		t.Error("an empty folder is something else than none")
	}
	if had == none || program(moved) != had {
		t.Error("a package does not count, or the name of its folder does")
	}
	data, err := os.ReadFile(filepath.Join(one, "a", manifest))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(one, "a", manifest), append(data, "\n# The same, in other words.\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if program(one) != had {
		t.Error("a comment counts")
	}
	if err := os.Remove(filepath.Join(one, "a", manifest)); err != nil {
		t.Fatal(err)
	}
	if program(one) == had {
		t.Error("a package that was taken away is believed to be there")
	}
}

// The packages that come with the program are not looked at again by its start; in a folder they are, each with what is inside of it.
func TestBlocks_ShippedFitInEachOther(t *testing.T) {
	t.Parallel()
	if code, out, errs := called(t, "check", "../../examples/coffee/bot.json", "--blocks", "../../examples/blocks"); code != exitOK {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../examples/blocks")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(folder, "scenarist-ask_address", "manifest.yaml")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	wrong := bytes.Replace(data, []byte("type: ask.text"), []byte("type: ask.nothing"), 1)
	if bytes.Equal(wrong, data) {
		t.Fatal("there is no ask.text inside")
	}
	if err := os.WriteFile(name, wrong, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := called(t, "check", "../../examples/coffee/bot.json", "--blocks", folder)
	if code != exitUsage || !strings.Contains(errs, "scenarist/ask_address 1.0.0: /composite/document/") {
		t.Errorf("with a type inside that is not there: exit code %d, %q", code, errs)
	}
}
