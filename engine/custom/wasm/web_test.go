package wasm_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/custom"
)

// asking is a module that makes one request and leaves by an exit that says whether what came begins with the text, of which
// four bytes count.
func asking(request, from string) []byte {
	p := parts{imports: []imports{{"scenarist", "http", twoToI32}, {"scenarist", "take", takesOne}}, answer: leaves("as_wanted"), other: leaves("otherwise")}
	in := []byte(request)
	var put []byte // the request, byte by byte
	for i, b := range in {
		put = append(put, code(num(int32(2048+i)), num(int32(b)), []byte{0x3a, 0, 0})...)
	}
	word := int32(from[0]) | int32(from[1])<<8 | int32(from[2])<<16 | int32(from[3])<<24
	p.execute = code(put, num(2048), num(int32(len(in))), call(0), drop, num(8192), call(1),
		num(8194), []byte{0x28, 0, 0}, num(word), []byte{0x47}, otherwise(p.other), gives(16, len(p.answer)))
	return p.build()
}

func TestExecute_CallsOnlyThroughTheGuardedClient(t *testing.T) {
	t.Parallel()
	var seen string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = fmt.Sprintf("%s %s %s %s", r.Method, r.URL.Path, r.Header.Get("Authorization"), body)
		_, _ = io.WriteString(w, "hello")
	}))
	t.Cleanup(s.Close)
	granted := func(m *custom.Manifest) { m.Permissions.Hosts = []string{"api.example.com"} }
	request := fmt.Sprintf(`{"method":"POST","url":%q,"headers":{"Authorization":"Bearer [key]"},"body":"hi"}`, s.URL+"/ask")
	v := env(1)
	v.Reveal = func(_ context.Context, text string) (string, error) {
		return strings.ReplaceAll(text, "[key]", "s3cret"), nil
	}

	e := open(t, patientKind(t), packageOf(asking(request, "status"), granted))
	if e.Pure() {
		t.Error("a module that calls others is pure")
	}
	v.HTTP = s.Client()
	if a, err := e.Execute(t.Context(), v, custom.Call{}); err != nil || a.Exit != "as_wanted" {
		t.Errorf("answer %+v, %v", a, err)
	}
	if want := "POST /ask Bearer s3cret hi"; seen != want {
		t.Errorf("asked %q, want %q", seen, want)
	}

	for name, x := range map[string]struct {
		request string
		client  *http.Client
	}{
		"no client":  {request, nil},
		"no JSON":    {"hello", s.Client()},
		"no address": {`{"method":"GET","url":"://"}`, s.Client()},
		"refused":    {request, &http.Client{Transport: refusing{}}},
	} {
		seen = ""
		v.HTTP = x.client
		e := open(t, patientKind(t), packageOf(asking(x.request, "error"), granted))
		if a, err := e.Execute(t.Context(), v, custom.Call{}); err != nil || a.Exit != "as_wanted" || seen != "" {
			t.Errorf("%s: answer %+v, %v, asked %q", name, a, err, seen)
		}
	}
}

// refusing lets nothing through.
type refusing struct{}

func (refusing) RoundTrip(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }
