package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// card is a package that needs nothing from outside.
const card = "../../examples/wasmblock-assemblyscript"

func TestBlock_PackagesAreInstalledListedAndRemoved(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	broken := filepath.Join(data, "manifest.yaml")
	if err := os.WriteFile(broken, []byte("manifest: 1\nname: poll\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := []string{"--data", data}
	for _, c := range []struct {
		name              string
		args              []string
		code              int
		wantOut, wantErrs string
	}{
		{"inspected", []string{"inspect", card}, exitOK, "acme/cardnumber 1.0.0", ""},
		{"a bad one", []string{"inspect", broken}, exitProblem, "", `2:1: /name: "poll" is not written as it has to be`},
		{"not confirmed", append([]string{"install", card}, at...), exitUsage, "It asks for no permissions.", "repeat it with --yes"},
		{"installed", append([]string{"install", card, "--yes"}, at...), exitOK, "Installed acme/cardnumber 1.0.0 in the workspace main.", ""},
		{"listed", append([]string{"list"}, at...), exitOK, "acme/cardnumber 1.0.0", ""},
		{"not installed though it comes along", append([]string{"list"}, at...), exitOK, "AI answer (comes with Scenarist, not installed)", ""},
		{"installed by its name", append([]string{"install", "openai/chat", "--yes"}, at...), exitOK, "Installed openai/chat 1.0.0", ""},
		{"listed then", append([]string{"list"}, at...), exitOK, "(shipped)", ""},
		{"removed", append([]string{"remove", "acme/cardnumber", "1.0.0"}, at...), exitOK, "Removed acme/cardnumber 1.0.0", ""},
		{"removed twice", append([]string{"remove", "acme/cardnumber", "1.0.0"}, at...), exitProblem, "", "not found"},
	} {
		code, out, errs := called(t, append([]string{"block"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.wantOut) || !strings.Contains(errs, c.wantErrs) {
			t.Errorf("%s: ended with %d: %s%s", c.name, code, out, errs)
		}
	}
}

func TestCheck_PackagesOfAFolderArePinned(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "blocks")
	if err := os.CopyFS(filepath.Join(folder, "card"), os.DirFS(card)); err != nil {
		t.Fatal(err)
	}
	bot := func(uses string) string {
		file := filepath.Join(t.TempDir(), "bot.json")
		doc := `{"schema_version": 1, "name": "Card", "language": "en", ` + uses + `"flows": [{"id": "main", "name": "Main",
			"blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
				{"id": "card", "type": "acme/cardnumber", "config": {"question": "Your card?"}, "exits": {"valid": "end", "invalid": "end", "timeout": "end", "error": "end"}}],
			"edges": [{"from": "start", "exit": "next", "to": "card"}]}]}`
		if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	_, out, errs := called(t, "check", "--blocks", folder, bot(`"uses": {"acme/cardnumber": "1.0.0"}, `))
	if strings.Contains(out, "[block_") {
		t.Errorf("pinned: %s%s", out, errs)
	}
	code, out, errs := called(t, "check", "--blocks", folder, bot(""))
	if code != exitProblem || !strings.Contains(out, "[block_not_pinned]") || !strings.Contains(out, "possible fix: Use acme/cardnumber 1.0.0") {
		t.Errorf("not pinned ended with %d: %s%s", code, out, errs)
	}
	code, out, errs = called(t, "check", bot(`"uses": {"acme/cardnumber": "1.0.0"}, `))
	if code != exitProblem || !strings.Contains(out, "[block_version_missing]") {
		t.Errorf("without the folder it ended with %d: %s%s", code, out, errs)
	}
}
