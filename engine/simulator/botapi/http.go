package botapi

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxBody is a little more than the largest upload.
const maxBody = maxUpload + 1<<20

// envelope is the answer of the Bot API.
type envelope struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result,omitempty"`
	ErrorCode   int             `json:"error_code,omitempty"`
	Description string          `json:"description,omitempty"`
	Parameters  *parameters     `json:"parameters,omitempty"`
}

type parameters struct {
	MigrateToChatID int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter      int   `json:"retry_after,omitempty"`
}

// ServeHTTP is the Bot API: /bot<token>/<method>, /bot<token>/test/<method> and
// /file/bot<token>/<file_path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.serveFile(w, rest)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, name, found := strings.Cut(rest, "/")
	name = strings.TrimPrefix(name, "test/")
	if !ok || !found || token == "" || name == "" {
		writeError(w, &Error{Code: 404, Description: "Not Found"})
		return
	}
	if s.bot(token) == nil {
		writeError(w, &Error{Code: 401, Description: "Unauthorized"})
		return
	}
	m, err := s.method(name)
	if err != nil {
		writeError(w, err)
		return
	}
	req, err := readRequest(w, r, m)
	if err != nil {
		writeError(w, err)
		return
	}
	result, err := s.call(r.Context(), token, req)
	switch {
	case errors.Is(err, ErrConnectionBroken):
		panic(http.ErrAbortHandler) // net/http's way to close without an answer
	case err != nil:
		writeError(w, err)
	default:
		h := w.Header()
		h.Set("Content-Type", "application/json")
		body := make([]byte, 0, len(result)+len(`{"ok":true,"result":}`))
		body = append(body, `{"ok":true,"result":`...)
		body = append(body, result...)
		body = append(body, '}')
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // nothing to do about a caller who has gone
	}
}

func writeError(w http.ResponseWriter, err error) {
	refusal := &Error{Code: 500, Description: "Internal Server Error"}
	_ = errors.As(err, &refusal)
	out := envelope{ErrorCode: refusal.Code, Description: refusal.Description}
	if refusal.RetryAfter != 0 || refusal.MigrateToChatID != 0 {
		out.Parameters = &parameters{MigrateToChatID: refusal.MigrateToChatID, RetryAfter: refusal.RetryAfter}
	}
	w.Header().Set("Content-Type", "application/json")
	if refusal.RetryAfter != 0 {
		w.Header().Set("Retry-After", strconv.Itoa(refusal.RetryAfter))
	}
	w.WriteHeader(refusal.Code)
	_ = json.NewEncoder(w).Encode(out) // nothing to do about a caller who has gone
}

// readRequest reads parameters from the query string and from an urlencoded,
// JSON or multipart body.
func readRequest(w http.ResponseWriter, r *http.Request, m *method) (*request, error) {
	req := &request{method: m, args: map[string]string{}, files: map[string]File{}}
	if r.URL.RawQuery != "" {
		req.addForm(r.URL.Query())
	}
	if r.Body == nil || r.Method == http.MethodGet {
		return req, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return req, nil //nolint:nilerr // a body of unknown kind is ignored, as on the server
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		err = req.readForm(r.Body)
	case "application/json":
		err = req.readJSON(r.Body)
	case "multipart/form-data":
		err = req.readMultipart(multipart.NewReader(r.Body, params["boundary"]))
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, &Error{Code: 413, Description: "Request Entity Too Large"}
	}
	return req, err
}

func (r *request) addForm(values url.Values) {
	for name, list := range values {
		if len(list) > 0 {
			r.args[name] = list[0]
		}
	}
}

func (r *request) readForm(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	values, err := url.ParseQuery(string(data))
	if err != nil {
		return badRequest("can't parse the request: wrong URL-encoded parameters")
	}
	r.addForm(values)
	return nil
}

func (r *request) readJSON(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	if len(data) == 0 {
		return nil
	}
	var params map[string]json.RawMessage
	if json.Unmarshal(data, &params) != nil {
		return badRequest("object expected as JSON request body")
	}
	for name, raw := range params {
		if string(raw) != "null" {
			r.args[name] = bareText(raw)
		}
	}
	return nil
}

func (r *request) readMultipart(mr *multipart.Reader) error {
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return multipartError(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return multipartError(err)
		}
		switch name, file := part.FormName(), part.FileName(); {
		case file != "":
			r.files[name] = File{Name: file, Data: data}
		default:
			r.args[name] = string(data)
		}
	}
}

// multipartError keeps a too large body recognisable.
func multipartError(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return err
	}
	return badRequest("can't parse the request: wrong multipart data")
}

// serveFile answers the download address of getFile.
func (s *Server) serveFile(w http.ResponseWriter, rest string) {
	token, path, _ := strings.Cut(rest, "/")
	b := s.bot(token)
	if b == nil {
		writeError(w, &Error{Code: 401, Description: "Unauthorized"})
		return
	}
	b.mu.RLock()
	f := b.filePaths[path]
	b.mu.RUnlock()
	if f == nil {
		writeError(w, &Error{Code: 404, Description: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(f.data) // nothing to do about a caller who has gone
}
