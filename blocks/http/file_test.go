package http_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	nethttp "net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/scenarist/scenarist/blocks/http"
	"github.com/scenarist/scenarist/engine"
)

// drawer is where a bot keeps files, and the files of its chats.
type drawer struct {
	files  map[string]fileInDrawer
	kept   *fileInDrawer // by the job
	until  time.Time
	full   bool
	broken error // of the store
	asked  []string
}

type fileInDrawer struct {
	engine.File
	content string
	in      io.Reader // instead of content
}

const mebibyte = 1 << 20

// shelved gives what a job may use, with a drawer.
func shelved(t *testing.T) (engine.JobDeps, *drawer) {
	t.Helper()
	s := &drawer{files: map[string]fileInDrawer{}}
	d := deps(t)
	now := d.Now()
	d.Now = func() time.Time { return now }
	d.File = func(_ context.Context, id string) (io.ReadCloser, engine.File, error) {
		s.asked = append(s.asked, id)
		if id == "large" {
			return nil, engine.File{}, engine.ErrFileTooLarge
		}
		f, ok := s.files[id]
		if !ok {
			return nil, engine.File{}, fmt.Errorf("file %w", engine.ErrNotFound)
		}
		if f.in == nil {
			f.in = strings.NewReader(f.content)
		}
		return io.NopCloser(f.in), f.File, nil
	}
	d.Kept = func(context.Context) (engine.File, error) {
		switch {
		case s.broken != nil:
			return engine.File{}, s.broken
		case s.kept == nil:
			return engine.File{}, engine.ErrNotFound
		}
		return s.kept.File, nil
	}
	d.Keep = func(_ context.Context, f engine.File, until time.Time, content io.Reader) (engine.File, error) {
		if s.full {
			return engine.File{}, fmt.Errorf("keep: %w", engine.ErrStorageFull)
		}
		data, err := io.ReadAll(content)
		if err != nil {
			return engine.File{}, fmt.Errorf("keep: %w", err)
		}
		f.ID, f.Size = "kept:1", int64(len(data))
		s.kept, s.until = &fileInDrawer{File: f, content: string(data)}, until
		return f, nil
	}
	return d, s
}

// haul runs the job and gives what became of the file.
func haul(t *testing.T, d engine.JobDeps, work object) object {
	t.Helper()
	out, err := hauling(t.Context(), t, d, work)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func hauling(ctx context.Context, t *testing.T, d engine.JobDeps, work object) (object, error) {
	t.Helper()
	p := object{"max_megabytes": 20, "timeout": time.Minute, "keep_for": time.Hour}
	maps.Copy(p, work)
	jobs := http.Jobs()
	i := slices.IndexFunc(jobs, func(j engine.JobType) bool { return j.Name == "data.file" })
	raw, err := jobs[i].Run(ctx, d, engine.Job{Key: "k", Payload: json.RawMessage(asJSON(t, p))})
	if err != nil {
		return nil, err
	}
	var out object
	return out, json.Unmarshal(raw, &out)
}

// get is the call for a file, put one for an upload.
func get(address string) object {
	return object{"from": object{"method": "GET", "url": address, "timeout": time.Minute}}
}

func put(method, address string) object {
	return object{"method": method, "url": address, "timeout": time.Minute}
}

const jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF"

// What a file is called, and passes for, with the settings of its name.
func TestMoveFile_NamesAndTypes(t *testing.T) {
	t.Parallel()
	photo := fileInDrawer{File: engine.File{Kind: "photo", Name: "file_7.jpg", Size: int64(len(jpeg))}, content: jpeg}
	bare := fileInDrawer{File: engine.File{Kind: "file", Name: "file_8"}, content: jpeg}
	text := fileInDrawer{File: engine.File{Name: "file_9"}, content: "Привет"}
	for _, c := range []struct {
		name  string
		file  fileInDrawer
		known object // what the value says
		work  object
		want  string // name, type, kind
	}{
		{"a photo", photo, object{"kind": "photo"}, nil, "file_7.jpg image/jpeg photo"},
		{"by its first bytes", bare, nil, nil, "file_8.jpg image/jpeg file"},
		{"a text", text, nil, nil, "file_9.txt text/plain file"},
		{"what nobody knows", fileInDrawer{content: "\x00\x01\x02"}, nil, nil, "file application/octet-stream file"},
		{"what the sender says", text, object{"kind": "file", "name": "Прайс.pdf", "mime": "Application/PDF; x=y"}, nil, "Прайс.pdf application/pdf file"},
		{"a sender who says nothing", text, object{"name": "price.docx", "mime": "application/octet-stream"}, nil, "price.docx application/vnd.openxmlformats-officedocument.wordprocessingml.document file"},
		{"a voice message", fileInDrawer{content: "OggS"}, object{"kind": "voice"}, nil, "file.ogg audio/ogg voice"},
		{"a GIF", fileInDrawer{content: "GIF89a"}, object{"kind": "animation", "name": "a.mp4", "mime": "video/mp4"}, nil, "a.mp4 video/mp4 animation"},
		{"a new name", photo, object{"kind": "photo"}, object{"name": "receipt"}, "receipt.jpg image/jpeg photo"},
		{"a number is no ending", photo, nil, object{"name": "bill 7.2"}, "bill 7.2.jpg image/jpeg photo"},
		{"a new ending", photo, object{"kind": "photo"}, object{"name": "receipt.PNG"}, "receipt.PNG image/png photo"},
		{"an ending of another kind", photo, object{"kind": "photo"}, object{"name": "receipt.pdf"}, "receipt.pdf application/pdf file"},
		{"an unknown ending", photo, nil, object{"name": "receipt.shop"}, "receipt.shop image/jpeg photo"},
		{"a new type", bare, object{"name": "Scan.JPEG"}, object{"mime": "application/pdf"}, "Scan.pdf application/pdf file"},
		{"the type that it has", bare, object{"name": "Scan.JPEG"}, object{"mime": "image/jpeg"}, "Scan.JPEG image/jpeg file"},
		{"a type without an ending", photo, nil, object{"mime": "application/x-own"}, "file_7.jpg application/x-own photo"},
		{"both", photo, nil, object{"name": "a", "mime": "application/pdf"}, "a.pdf application/pdf file"},
		{"both, with an ending", photo, nil, object{"name": "a.bin", "mime": "application/pdf"}, "a.bin application/pdf file"},
		{"shown otherwise", photo, object{"kind": "photo"}, object{"kind": "file"}, "file_7.jpg image/jpeg file"},
		{"signs that names cannot have", photo, nil, object{"name": "../a/b\\c:\"d\"\n\u202egpj?"}, "_a_b_c__d_gpj_.jpg image/jpeg photo"},
		{"nothing is left", photo, nil, object{"name": " ./ .. "}, "_.jpg image/jpeg photo"},
		{"dots only", photo, nil, object{"name": " ... "}, "file_7.jpg image/jpeg photo"},
		{"a long one", photo, nil, object{"name": strings.Repeat("я", 200) + ".png"}, strings.Repeat("я", 116) + ".png image/png photo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, s := shelved(t)
			s.files["f"] = c.file
			w := object{"file_id": "f", "known": c.known}
			maps.Copy(w, c.work)
			m := haul(t, d, w)
			if m["trouble"] != nil || s.kept == nil {
				t.Fatalf("it came to %v", m)
			}
			f := s.kept.File
			if got := fmt.Sprint(f.Name, " ", f.MIME, " ", f.Kind); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			same(t, "result", m["file"], object{"id": "kept:1", "unique_id": "", "kind": f.Kind, "name": f.Name, "mime": f.MIME, "size": f.Size})
			if s.kept.content != c.file.content || !s.until.Equal(d.Now().Add(time.Hour)) {
				t.Errorf("kept %q until %v", s.kept.content, s.until)
			}
		})
	}
}

// A photo that is too large to be one is sent as a file, also by a later run of the job.
func TestMoveFile_LargePhotosAreFiles(t *testing.T) {
	t.Parallel()
	d, _ := shelved(t)
	address := serve(t, func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write(make([]byte, 10*mebibyte+1))
	})
	for range 2 {
		f, _ := haul(t, d, get(address+"/p.jpg"))["file"].(object)
		if f["kind"] != "file" || f["size"] != float64(10*mebibyte+1) {
			t.Errorf("file %v", f)
		}
	}
}

func TestMoveFile_FromTheWeb(t *testing.T) {
	t.Parallel()
	d, s := shelved(t)
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		switch r.URL.Path {
		case "/moved":
			nethttp.Redirect(w, r, "/deep/price%20list.pdf", nethttp.StatusFound)
			return
		case "/download":
			w.Header().Set("Content-Disposition", `attachment; filename="x.csv"; filename*=UTF-8''%D0%A6%D0%B5%D0%BD%D1%8B.csv`)
			w.Header().Set("Content-Type", "application/octet-stream")
		case "/s3cr3t/\"key\"":
			w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		}
		if r.Header.Get("Authorization") != `Bearer s3cr3t/"key"` {
			w.WriteHeader(nethttp.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, "%PDF-1.7")
	})
	for path, want := range map[string]string{
		"/moved":                "price list.pdf application/pdf",
		"/download":             "Цены.csv text/csv",
		"/":                     "file.pdf application/pdf",
		"/" + secretMark("key"): "file.csv text/csv", // and not the secret
	} {
		s.kept = nil
		w := get(address + path)
		w["from"].(object)["auth"] = object{"kind": "bearer", "token": secretMark("key")}
		m := haul(t, d, w)
		f, _ := m["file"].(object)
		if got := fmt.Sprint(f["name"], " ", f["mime"]); got != want || m["trouble"] != nil {
			t.Errorf("%s: %s, %v; want %s", path, got, m["trouble"], want)
		}
	}
}

// The size is counted, whatever anybody said of it, and a file that has just the limit is no trouble.
func TestMoveFile_LimitsSize(t *testing.T) {
	t.Parallel()
	size := func(n int) io.Reader { return io.LimitReader(zeros{}, int64(n)) }
	for _, c := range []struct {
		name  string
		said  int64
		bytes int
		ok    bool
	}{
		{"just the limit", mebibyte, mebibyte, true},
		{"just the limit, unsaid", 0, mebibyte, true},
		{"more, said", mebibyte + 1, mebibyte + 1, false},
		{"more, unsaid", 0, mebibyte + 1, false},
		{"much more, unsaid", 0, 50 * mebibyte, false},
		{"more than was said", 5, mebibyte + 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, s := shelved(t)
			s.files["f"] = fileInDrawer{File: engine.File{Size: c.said}, in: size(c.bytes)}
			m := haul(t, d, object{"file_id": "f", "max_megabytes": 1})
			if c.ok {
				same(t, "trouble", m["trouble"], nil)
				return
			}
			wantTrouble(t, m, "file_too_big", false)
			if s.kept != nil {
				t.Errorf("kept %d bytes", s.kept.Size)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// No more of a file is read than was taken, but for what is looked at: so nothing of a large one piles up in memory.
func TestMoveFile_PassesOnWhatComes(t *testing.T) {
	t.Parallel()
	const size = 64 * mebibyte
	d, s := shelved(t)
	var came, taken int64
	s.files["f"] = fileInDrawer{File: engine.File{Size: size}, in: readerFunc(func(p []byte) (int, error) {
		if came-taken > 4096 {
			t.Errorf("%d bytes are read, %d taken", came, taken)
		}
		if came == size {
			return 0, io.EOF
		}
		n := min(len(p), int(size-came))
		came += int64(n)
		return n, nil
	})}
	d.Keep = func(_ context.Context, f engine.File, _ time.Time, content io.Reader) (engine.File, error) {
		for buf := make([]byte, 4096); ; {
			n, err := content.Read(buf)
			taken += int64(n)
			if errors.Is(err, io.EOF) {
				f.Size = taken
				return f, nil
			}
			if err != nil {
				return f, err
			}
		}
	}
	m := haul(t, d, object{"file_id": "f", "max_megabytes": 64})
	if f, _ := m["file"].(object); m["trouble"] != nil || f["size"] != float64(size) {
		t.Errorf("it came to %v", m)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestMoveFile_TakesOnlyWhatIsWanted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		known object
		taken object
		ok    bool
	}{
		{object{"kind": "photo"}, object{"types": []string{"image/*"}}, true},
		{object{"name": "a.PDF"}, object{"extensions": []string{"pdf"}}, true},
		{object{"name": "a.pdf", "mime": "application/pdf"}, object{"types": []string{"image/*"}, "extensions": []string{"pdf"}}, true},
		{object{"name": "a.exe"}, object{"types": []string{"image/*"}, "extensions": []string{"pdf"}}, false},
		// Judged as it came, and not as it is to be.
		{object{"name": "a.exe"}, object{"extensions": []string{"pdf"}, "name": "a.pdf", "mime": "application/pdf"}, false},
	} {
		d, s := shelved(t)
		s.files["f"] = fileInDrawer{content: "MZ"}
		w := object{"file_id": "f", "known": c.known}
		maps.Copy(w, c.taken)
		m := haul(t, d, w)
		if c.ok != (m["trouble"] == nil) || c.ok != (s.kept != nil) {
			t.Errorf("%v, taken are %v: %v", c.known, c.taken, m)
		}
		if !c.ok {
			wantTrouble(t, m, "file_wrong_type", false)
		}
	}
}

func TestMoveFile_TellsWhatWentWrong(t *testing.T) {
	t.Parallel()
	d, s := shelved(t)
	s.files["empty"] = fileInDrawer{}
	s.files["f"] = fileInDrawer{content: "cat"}
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		switch r.URL.Path {
		case "/204":
			w.WriteHeader(nethttp.StatusNoContent)
		case "/200":
			_, _ = io.WriteString(w, "cat")
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "cat")
		case "/slow":
			<-r.Context().Done()
		default:
			var status int
			_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
			w.WriteHeader(status)
		}
	})
	for _, c := range []struct {
		work      object
		code      string
		retryable bool
		status    any
	}{
		{object{"file_id": "gone"}, "file_not_found", false, nil},
		{object{"file_id": "empty"}, "file_not_found", false, nil},
		{object{"file_id": "large"}, "file_too_big", false, nil},
		{get(address + "/404"), "file_not_found", false, 404.0},
		{get(address + "/410"), "file_not_found", false, 410.0},
		{get(address + "/204"), "file_not_found", false, 204.0},
		{get(address + "/403"), "http_status", false, 403.0},
		{get(address + "/503"), "http_status", true, 503.0},
		{get(address + "/cut"), "http_unreachable", true, nil},
		{get("http://127.0.0.1:1/"), "http_unreachable", true, nil},
		{get("http://10.0.0.1/"), "http_refused", false, nil},
		{get("file:///etc/passwd"), "http_url", false, nil},
		{get(address + "/" + secretMark("missing")), "secret_missing", false, nil},
		{object{"file_id": "f", "to": put("PUT", "http://10.0.0.1/")}, "http_refused", false, nil},
		{object{"file_id": "f", "to": put("PUT", address+"/"+secretMark("missing"))}, "secret_missing", false, nil},
		{object{"file_id": "f", "to": put("PUT", address+"/"), "field": "f", "fields": []object{{"name": "a", "value": secretMark("missing")}}}, "secret_missing", false, nil},
	} {
		m := haul(t, d, c.work)
		wantTrouble(t, m, c.code, c.retryable)
		if m["status"] != c.status {
			t.Errorf("%v: status %v, want %v", c.work, m["status"], c.status)
		}
	}
	w := get(address + "/slow")
	w["timeout"] = 50 * time.Millisecond
	wantTrouble(t, haul(t, d, w), "http_timeout", true)
	s.full = true
	wantTrouble(t, haul(t, d, get(address+"/200")), "file_storage_full", false)
}

// What is ours, or the end of the process, is no result: the job runs again.
func TestMoveFile_OursIsTriedAgain(t *testing.T) {
	t.Parallel()
	address := serve(t, func(_ nethttp.ResponseWriter, r *nethttp.Request) { <-r.Context().Done() })
	wire := errors.New("the wire is cut")
	d, s := shelved(t)
	s.files["cut"] = fileInDrawer{in: io.MultiReader(strings.NewReader(strings.Repeat("x", 2000)), iotest.ErrReader(wire))}
	s.files["dead"] = fileInDrawer{in: iotest.ErrReader(wire)}
	for _, id := range []string{"cut", "dead"} {
		if m, err := hauling(t.Context(), t, d, object{"file_id": id}); !errors.Is(err, wire) {
			t.Errorf("%s: %v, %v", id, m, err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	d.HTTP.Transport = transportFunc(func(r *nethttp.Request) (*nethttp.Response, error) {
		stop()
		return nil, r.Context().Err()
	})
	if m, err := hauling(ctx, t, d, get(address)); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v, %v", m, err)
	}
	s.broken = errors.New("the disk is full")
	if m, err := hauling(t.Context(), t, d, object{"file_id": "f"}); !errors.Is(err, s.broken) {
		t.Errorf("no store: %v, %v", m, err)
	}
	if m, err := hauling(t.Context(), t, d, object{"max_megabytes": "many"}); err == nil {
		t.Errorf("nonsense: %v", m)
	}
}

type transportFunc func(*nethttp.Request) (*nethttp.Response, error)

func (f transportFunc) RoundTrip(r *nethttp.Request) (*nethttp.Response, error) { return f(r) }

// A run after a crash finds what an earlier one has kept, and asks nobody for the file.
func TestMoveFile_KeepsOnce(t *testing.T) {
	t.Parallel()
	d, s := shelved(t)
	s.files["f"] = fileInDrawer{content: "cat"}
	first := haul(t, d, object{"file_id": "f"})
	delete(s.files, "f")
	same(t, "the second run", haul(t, d, object{"file_id": "f"}), first)
	if len(s.asked) != 1 {
		t.Errorf("asked for %v", s.asked)
	}
}

func TestMoveFile_Uploads(t *testing.T) {
	t.Parallel()
	var got []string
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if r.URL.Path == "/form" {
			got = append(got, fmt.Sprint(r.ContentLength, " ", r.Header.Get("Idempotency-Key"), " ", string(body)))
			writeJSON(w, `{"data": {"url": "https://cdn.example.com/1", "none": 7}}`)
			return
		}
		got = append(got, fmt.Sprint(r.Method, " ", r.URL, " ", r.ContentLength, " ", r.Header.Get("Content-Type"), " ", len(body)))
		switch r.URL.Path {
		case "/redirect":
			nethttp.Redirect(w, r, "/elsewhere", nethttp.StatusTemporaryRedirect)
		case "/413":
			w.WriteHeader(nethttp.StatusRequestEntityTooLarge)
		case "/415":
			w.WriteHeader(nethttp.StatusUnsupportedMediaType)
		case "/500":
			w.WriteHeader(nethttp.StatusInternalServerError)
		}
	})
	d, s := shelved(t)
	s.files["f"] = fileInDrawer{File: engine.File{Size: 8}, content: "%PDF-1.7"}
	s.files["unsaid"] = fileInDrawer{content: "%PDF-1.7"}
	send := func(id string, to object, more object) object {
		t.Helper()
		got = nil
		w := object{"file_id": id, "known": object{"kind": "file", "name": "a.pdf"}, "to": to}
		maps.Copy(w, more)
		return haul(t, d, w)
	}

	m := send("f", put("PUT", address+"/b/a.pdf?sig="+secretMark("user")), nil)
	same(t, "sent", got, []string{"PUT /b/a.pdf?sig=ann 8 application/pdf 8"})
	same(t, "result", m, object{
		"file": object{"id": "f", "unique_id": "", "kind": "file", "name": "a.pdf", "mime": "application/pdf", "size": 8},
		"url":  address + "/b/a.pdf", "status": 200,
	})
	m = send("unsaid", put("PUT", address+"/"+secretMark("key")+"/a.pdf"), object{"mime": "text/plain"})
	same(t, "sent", got, []string{`PUT /s3cr3t/%22key%22/a.pdf -1 text/plain 8`})
	if f, _ := m["file"].(object); m["url"] != nil || f["size"] != 8.0 || f["name"] != "a.txt" {
		t.Errorf("it came to %v", m)
	}
	own := put("PUT", address+"/x")
	own["headers"] = []object{{"name": "content-type", "value": "application/x-own"}}
	send("f", own, nil)
	same(t, "sent", got, []string{"PUT /x 8 application/x-own 8"})

	for path, code := range map[string]string{"/413": "file_too_big", "/415": "file_wrong_type", "/500": "http_status", "/redirect": "http_status"} {
		m := send("f", put("PUT", address+path), nil)
		wantTrouble(t, m, code, path == "/500")
		if len(got) != 1 {
			t.Errorf("%s: sent %q", path, got)
		}
	}

	post := put("POST", address+"/form")
	post["idempotency_key"] = "pass-1"
	form := object{"field": "file", "fields": []object{{"name": "for", "value": secretMark("user")}}, "address": "data.url", "name": `my "a".pdf`}
	m = send("f", post, form)
	same(t, "address", m["url"], "https://cdn.example.com/1")
	once := got
	send("f", post, form)
	same(t, "the same bytes again", got, once)
	if !strings.Contains(once[0], "pass-1") || !strings.Contains(once[0], "name=\"for\"\r\n\r\nann\r\n") ||
		!strings.Contains(once[0], "name=\"file\"; filename=\"my _a_.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\r\n") || strings.HasPrefix(once[0], "-1 ") {
		t.Errorf("sent %q", once)
	}
	send("unsaid", post, form)
	if !strings.HasPrefix(got[0], "-1 ") || !strings.Contains(got[0], "\r\n\r\n%PDF-1.7\r\n") {
		t.Errorf("sent %q", got)
	}
	form["address"] = "data.none"
	wantTrouble(t, send("f", post, form), "http_bad_shape", false)
	if m := send("f", put("POST", address+"/x"), nil); m["url"] != nil || m["trouble"] != nil {
		t.Errorf("a POST without an address: %v", m)
	}
}

// An upload that cannot be read to its end is none: the server sees that it is cut off.
func TestMoveFile_HalfAFileIsNotUploaded(t *testing.T) {
	t.Parallel()
	whole := make(chan error, 10)
	address := serve(t, func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		whole <- err
	})
	wire := errors.New("the wire is cut")
	d, s := shelved(t)
	s.files["larger"] = fileInDrawer{in: io.LimitReader(zeros{}, 2*mebibyte)}
	s.files["cut"] = fileInDrawer{in: io.MultiReader(bytes.NewReader(make([]byte, mebibyte/2)), iotest.ErrReader(wire))}
	m := haul(t, d, object{"file_id": "larger", "max_megabytes": 1, "to": put("PUT", address)})
	wantTrouble(t, m, "file_too_big", false)
	if _, err := hauling(t.Context(), t, d, object{"file_id": "cut", "max_megabytes": 1, "to": put("PUT", address)}); !errors.Is(err, wire) {
		t.Errorf("cut: %v", err)
	}
	for range 2 {
		if err := <-whole; err == nil {
			t.Error("the server takes it for whole")
		}
	}
}
