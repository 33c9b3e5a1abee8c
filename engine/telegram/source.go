package telegram

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// source is one file on its way: by file_id, by address, or as an upload.
type source struct {
	media *engine.Media
	kind  mediaKind
	value string                                           // file_id, address or "attach://…"
	data  []byte                                           // of an upload
	open  func(ctx context.Context) (io.ReadCloser, error) // of one that is too large for memory; see Upload.Open
	size  int64
	name  string
	hash  string // names the content in the file_id cache; empty if it is not known
	known bool   // value comes from that cache
}

// withFiles resolves the files and makes the call. Where the platform refuses an address or a file_id of the cache, the
// files are uploaded and the call is made once more.
func (p *performance) withFiles(ctx context.Context, sources []source, call func([]Upload) (json.RawMessage, error)) (json.RawMessage, error) {
	for i := range sources {
		if err := p.resolve(ctx, &sources[i]); err != nil {
			return nil, err
		}
	}
	result, err := call(uploads(sources))
	r := refused(err)
	if r == nil || !badFile(r) {
		return result, err
	}
	changed := false
	for i := range sources {
		again, openErr := p.reopen(ctx, &sources[i])
		if openErr != nil {
			return nil, openErr
		}
		changed = changed || again
	}
	if !changed {
		return nil, err
	}
	return call(uploads(sources))
}

// uploads gives the files to be uploaded, each under the name that its value refers to.
func uploads(sources []source) []Upload {
	var files []Upload
	for i := range sources {
		if s := &sources[i]; s.uploaded() {
			field := "file" + itoa(int64(i))
			s.value = "attach://" + field
			files = append(files, Upload{Field: field, Name: s.name, Data: s.data, Open: s.open, Size: s.size})
		}
	}
	return files
}

// uploaded reports whether the file itself is sent.
func (s *source) uploaded() bool { return s.data != nil || s.open != nil }

// resolve finds out how the file is sent.
func (p *performance) resolve(ctx context.Context, s *source) error {
	switch m := s.media; {
	case isStored(m):
		return p.stored(ctx, s)
	case m.FileID != "":
		s.value = m.FileID
		return nil
	case m.URL != "":
		s.value = m.URL
		if m.Kind != "video_note" && !private(m) { // those are not taken by address
			return nil
		}
		_, err := p.reopen(ctx, s)
		return err
	case len(m.Data) == 0:
		return fatal(CodeFile, "the file is empty")
	default:
		return p.cached(ctx, s, m.Data, m.Name)
	}
}

// private reports whether an address is of no use to Telegram, since it takes a secret to open it.
func private(m *engine.Media) bool {
	return len(m.Headers) > 0 || len(engine.SecretMarks(m.URL)) > 0
}

// cached uses the file_id of an earlier upload of the same content in the same way; without one the file is uploaded.
func (p *performance) cached(ctx context.Context, s *source, data []byte, name string) error {
	s.setUpload(data, name)
	id, err := p.refs.FileID(ctx, s.hash)
	switch {
	case errors.Is(err, engine.ErrNotFound) || (err == nil && id == ""):
		return nil
	case err != nil:
		return fmt.Errorf("look up file_id: %w", err)
	}
	s.data, s.value, s.known = nil, id, true
	return nil
}

// setUpload makes the file one that is uploaded. A file_id keeps its kind, so the kind is part of the cache's key.
func (s *source) setUpload(data []byte, name string) {
	sum := sha256.Sum256(data)
	s.data, s.hash, s.known = data, s.media.Kind+":"+hex.EncodeToString(sum[:]), false
	s.name = cmp.Or(name, s.kind.file)
}

// reopen turns a refused reference into an upload. It is false where there is nothing to upload instead.
func (p *performance) reopen(ctx context.Context, s *source) (bool, error) {
	m := s.media
	if isStored(m) {
		return p.reopenStored(ctx, s)
	}
	if s.uploaded() || m.FileID != "" || (m.URL != "" && p.m.fetch == nil) {
		if private(m) && !s.uploaded() {
			return false, fatal(CodeFile, "files behind a secret cannot be fetched here")
		}
		return false, nil
	}
	data, name := m.Data, m.Name
	if m.URL != "" {
		var err error
		if data, name, err = p.download(ctx, m, s); err != nil {
			return false, err
		}
		name = cmp.Or(m.Name, name)
	}
	if s.open != nil {
		s.name, s.known = cmp.Or(name, s.kind.file), false
		return true, nil
	}
	if s.known { // it was the cache's file_id that was refused
		s.setUpload(data, name)
		return true, nil
	}
	return true, p.cached(ctx, s, data, name)
}

// download fetches a file with the secrets that it takes. One that is large, or may be, becomes the source's to be read while
// it is sent.
func (p *performance) download(ctx context.Context, m *engine.Media, s *source) (data []byte, name string, err error) {
	req, err := p.request(ctx, m)
	if err != nil {
		return nil, "", err
	}
	body, err := p.m.get(ctx, req)
	if err != nil {
		return nil, "", err
	}
	if body.size >= 0 && body.size <= maxHeldBytes {
		defer body.Close()
		data, err = io.ReadAll(body)
		return data, body.name, err
	}
	s.size, s.open = body.size, func(ctx context.Context) (io.ReadCloser, error) {
		if first := body; first != nil {
			body = nil
			return first, nil
		}
		req, err := p.request(ctx, m)
		if err != nil {
			return nil, err
		}
		return p.m.get(ctx, req)
	}
	return nil, body.name, nil
}

// request asks for a file with the secrets that it takes, if the bot may make a request.
func (p *performance) request(ctx context.Context, m *engine.Media) (*http.Request, error) {
	address, err := p.reveal(ctx, m.URL)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fatal(CodeFile, "the address of the file is not one")
	}
	for _, h := range m.Headers {
		value, err := p.reveal(ctx, h.Value)
		if err != nil {
			return nil, err
		}
		req.Header.Set(h.Name, value)
	}
	return req, p.refs.MayFetch()
}

// reveal replaces secret marks by their values.
func (p *performance) reveal(ctx context.Context, text string) (string, error) {
	out, err := engine.Reveal(ctx, p.bot.Key, text, p.refs.Secret)
	if errors.Is(err, engine.ErrNotFound) {
		return "", fatal(CodeFile, "the secret in the address of the file has no value")
	}
	return out, err
}

// maxHeldBytes is the largest file that is held in memory, and known by its content when it comes again. A larger one is read
// while it is sent, each time.
const maxHeldBytes = 4 << 20

// fetched is the content of a file on the web. Its errors say what is wrong with the file.
type fetched struct {
	io.ReadCloser
	name string
	size int64 // negative if the server does not tell
	left int64 // bytes that it may still have
	some bool  // has come
}

// get asks for a file that the platform could not get. It is asked for once: the platform tried before.
func (m *Messenger) get(ctx context.Context, req *http.Request) (*fetched, error) {
	resp, err := m.fetch.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, &NetworkError{Err: ctx.Err()}
		}
		return nil, fatal(CodeFile, "the file cannot be fetched from its address: "+engine.Unanswered(err))
	}
	switch {
	case resp.StatusCode != http.StatusOK:
		err = fatal(CodeFile, fmt.Sprintf("the file cannot be fetched from its address: the server there answered %d", resp.StatusCode))
	case resp.ContentLength > m.maxFetch:
		err = fatal(CodeFile, fmt.Sprintf("the file has more than %d bytes, and cannot be sent", m.maxFetch))
	}
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return &fetched{ReadCloser: resp.Body, name: fileName(resp.Request.URL.Path), size: resp.ContentLength, left: m.maxFetch}, nil
}

// Read gives the next bytes.
func (f *fetched) Read(b []byte) (int, error) {
	n, err := f.ReadCloser.Read(b)
	f.left -= int64(n)
	f.some = f.some || n > 0
	switch {
	case f.left < 0:
		return 0, fatal(CodeFile, "the file is too large to be sent")
	case errors.Is(err, io.EOF) && !f.some:
		return 0, fatal(CodeFile, "the file is empty")
	case err != nil && !errors.Is(err, io.EOF):
		return 0, fatal(CodeFile, "the file cannot be fetched from its address: "+engine.Unanswered(err))
	}
	return n, err
}

// fileName is the last element of a path; empty if it is no name.
func fileName(p string) string {
	name := path.Base(p)
	if name == "." || name == "/" || strings.ContainsAny(name, "\r\n\"") {
		return ""
	}
	return name
}

// remember keeps the file_ids of uploads. A failure costs another upload later, nothing else.
func (p *performance) remember(ctx context.Context, sources []source, messages []json.RawMessage) {
	for i := range sources {
		s := &sources[i]
		if !s.uploaded() || s.hash == "" || i >= len(messages) {
			continue
		}
		if id := sentFileID(messages[i], s.kind.field); id != "" {
			_ = p.refs.SaveFileID(ctx, s.hash, id)
		}
	}
}

// sentFileID reads the file_id out of a sent message; of photos the last, largest size.
func sentFileID(message json.RawMessage, field string) string {
	raw := fields(message)[field]
	type file struct {
		FileID string `json:"file_id"`
	}
	if field == "photo" {
		var sizes []file
		if json.Unmarshal(raw, &sizes) != nil || len(sizes) == 0 {
			return ""
		}
		return sizes[len(sizes)-1].FileID
	}
	var f file
	if json.Unmarshal(raw, &f) != nil {
		return ""
	}
	return f.FileID
}
