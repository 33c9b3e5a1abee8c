package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
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
	for _, c := range []struct {
		name              string
		args              []string
		code              int
		wantOut, wantErrs string
	}{
		{"good", []string{service.URL + "/good"}, exitOK, "ok   example 1: it comes to an end\nok   example 1: the same key at once gives one answer\n16 checks, 0 of them failed\n", ""},
		{"careless", []string{service.URL + "/careless"}, exitProblem, "FAIL a call without a signature is refused\n     the service answers with the status 200, and 401 is expected\n", ""},
		{"as JSON", []string{"--json", service.URL + "/good"}, exitOK, `"check": "the manifest can be read"`, ""},
		{"no service", []string{service.URL[:len("http://127.0.0.1:")] + "1"}, exitProblem, "FAIL the manifest can be read\n", ""},
		{"no address", []string{"blocks.example.com"}, exitUsage, "", "the address of a service is such as https://"},
	} {
		code, got, errs := called(t, append([]string{"block", "test", "--secret", secret}, c.args...)...)
		if code != c.code || !strings.Contains(got, c.wantOut) || !strings.Contains(errs, c.wantErrs) || c.wantErrs == "" && errs != "" {
			t.Errorf("%s: ended with %d: %s%s", c.name, code, got, errs)
		}
	}
}
