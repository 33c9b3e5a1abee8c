package program

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
)

// TestBlockTest_SaysWhatIsWrongWithAService has a service that is good and one that forgets to look at signatures.
func TestBlockTest_SaysWhatIsWrongWithAService(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		var c custom.Call
		switch {
		case strings.HasSuffix(r.URL.Path, "/manifest"):
			_, _ = io.WriteString(w, `{"manifest": 1, "name": "acme/test", "version": "1.0.0", "kind": "remote", "title": {"en": "Test"},
				"help": {"en": "A test."}, "exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}, "exit": "next"}]}`)
		case remote.Verify(r.Header.Get(remote.SignatureHeader), body, time.Now(), secret) != nil && !strings.HasPrefix(r.URL.Path, "/careless"):
			w.WriteHeader(http.StatusUnauthorized)
		case json.Unmarshal(body, &c) != nil || c.Protocol != custom.Protocol:
			w.WriteHeader(http.StatusBadRequest)
		default:
			_, _ = io.WriteString(w, `{"exit": "next"}`)
		}
	}))
	t.Cleanup(service.Close)
	with := []string{"--secret", secret}
	for _, c := range []struct {
		name              string
		args              []string
		code              int
		wantOut, wantErrs string
	}{
		{"good", append([]string{service.URL + "/good"}, with...), exitOK, "  ✓ example 1: it comes to an end\n  ✓ example 1: the same key at once gives one answer\n  20 rules, all kept\n", ""},
		{
			"careless", append([]string{service.URL + "/careless"}, with...), exitProblem,
			"  ✗ a call without a signature is refused\n      the service answers with the status 200, and 401 is expected\n      to mend it: see the page of engine/custom/remote", "",
		},
		{"as JSON", append([]string{"--json", service.URL + "/good"}, with...), exitOK, `"where": "the manifest can be read"`, ""},
		{"no service", append([]string{service.URL[:len("http://127.0.0.1:")] + "1"}, with...), exitProblem, "  ✗ the manifest can be read\n", ""},
		{"no secret", []string{service.URL + "/good"}, exitUsage, "", "set SCENARIST_BLOCK_SECRET"},
		{"no address", []string{"blocks.example.com"}, exitUsage, "", "there is no folder or file blocks.example.com; the address of a service begins with http:// or https://"},
		{"a bad address", []string{"http://blocks.example.com/x?y"}, exitUsage, "", "the address of a service has no name, password, ? or # in it"},
	} {
		code, got, errs := called(t, append([]string{"block", "test"}, c.args...)...)
		if code != c.code || !strings.Contains(got, c.wantOut) || !strings.Contains(errs, c.wantErrs) || c.wantErrs == "" && errs != "" {
			t.Errorf("%s: ended with %d: %s%s", c.name, code, got, errs)
		}
	}
}

// TestBlockTest_HoldsPackagesToTheRules tries all that come with us, and some that break a rule.
func TestBlockTest_HoldsPackagesToTheRules(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "manifest.yaml")
	unreadable := filepath.Join(t.TempDir(), "manifest.yaml")
	rate, err := os.ReadFile("../../examples/blocks/exchangerate-rate/manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for file, data := range map[string]string{
		broken:     strings.Replace(string(rate), "      x-help: {en: \"Three letters, such as USD.\", ru: \"Три буквы, например USD.\"}\n", "", 1),
		unreadable: "manifest: 1\nname: poll\n",
	} {
		if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, place string
		code        int
		wantOut     string
	}{
		{"those that come with us", "../../examples/blocks", exitOK, "openai/chat 1.0.0\n  ✓ the package can be read and made ready\n"},
		{"a module", card, exitOK, "acme/cardnumber 1.0.0\n  ✓ the package can be read and made ready\n"},
		{"a setting without help", filepath.Dir(broken), exitProblem, "  ✗ every setting has a place in the form, a title and a help\n      /from: it has no help"},
		{"a manifest that cannot be read", unreadable, exitProblem, "      line 2 /name: \"poll\" is not written as it has to be"},
		{"a folder without packages", t.TempDir(), exitProblem, ""},
	} {
		code, got, errs := called(t, "block", "test", c.place)
		if code != c.code || !strings.Contains(got, c.wantOut) {
			t.Errorf("%s: ended with %d: %s%s", c.name, code, got, errs)
		}
	}
}
