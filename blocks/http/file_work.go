package http

import (
	"fmt"
	nethttp "net/http"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// work is a rendered transfer as the job gets it: secrets are still marks in it.
type work struct {
	FileID  string        `json:"file_id,omitempty"` // or From
	Known   engine.File   `json:"known,omitzero"`    // what the value says of the file
	From    *call         `json:"from,omitempty"`
	To      *call         `json:"to,omitempty"` // nil to keep it
	Field   string        `json:"field,omitempty"`
	Fields  []field       `json:"fields,omitempty"`
	Address path          `json:"address,omitempty"`
	KeepFor time.Duration `json:"keep_for,omitempty"` // nanoseconds
	Name    string        `json:"name,omitempty"`
	MIME    string        `json:"mime,omitempty"`
	Kind    string        `json:"kind,omitempty"`

	engine.FileTypes

	MaxMegabytes int           `json:"max_megabytes"`
	Timeout      time.Duration `json:"timeout"` // nanoseconds
}

// max is how many bytes the file may have.
func (w *work) max() int64 { return int64(w.MaxMegabytes) * megabyte }

// tooBig is the trouble of a file with so many bytes; fewer than 0 if they were not counted to the end.
func (w *work) tooBig(size int64) *trouble {
	message := fmt.Sprintf("the file has more than %d MB, which is the limit", w.MaxMegabytes)
	if size >= 0 {
		message = fmt.Sprintf("the file has %.1f MB; the limit is %d MB", float64(size)/megabyte, w.MaxMegabytes)
	}
	return &trouble{Code: codeFileTooBig, Message: message}
}

// moved is what became of a transfer, as the job gives it back. Secrets are blotted out.
type moved struct {
	File    engine.File `json:"file,omitzero"`
	URL     string      `json:"url,omitempty"`    // of an upload, if it is known
	Status  int         `json:"status,omitempty"` // of the last answer that counted; 0 if there was none
	Trouble *trouble    `json:"trouble,omitempty"`
}

// summary is what the block leaves behind in any case.
func (m *moved) summary() map[string]any {
	s := map[string]any{
		"name": m.File.Name, "mime": m.File.MIME, "size": float64(m.File.Size), "url": m.URL, "status": float64(m.Status), "error": "",
	}
	if m.Trouble != nil {
		s["error"] = m.Trouble.Code
	}
	return s
}

// value is the file as variables hold it.
func (m *moved) value() map[string]any {
	v := engine.FileValue(m.File)
	if m.URL != "" {
		v["url"] = m.URL
	}
	return v
}

// render makes the work of this pass; or says at once what becomes of it.
func (f *transfer) render(t *engine.Turn) (*work, *moved, error) {
	w := &work{MIME: f.MIME, Kind: f.Kind, FileTypes: f.FileTypes, MaxMegabytes: f.MaxMegabytes, Timeout: f.limit(t)}
	var err error
	if w.Name, err = t.Line(&f.Name); err != nil {
		return nil, nil, err
	}
	known, err := f.source(t, w)
	if known != nil || err != nil {
		return nil, known, err
	}
	if f.To == toUpload {
		err = f.Upload.render(t, w)
	} else {
		w.KeepFor = orDefault(f.KeepFor, defaultKeep)
	}
	return w, nil, err
}

// source says where the file comes from.
func (f *transfer) source(t *engine.Turn, w *work) (*moved, error) {
	if f.File.IsZero() {
		from := &target{Method: nethttp.MethodGet, URL: f.URL, Headers: f.Headers, Auth: f.Auth}
		var err error
		if w.From, err = from.render(t); err != nil {
			return nil, err
		}
		w.From.Timeout = w.Timeout
		return nil, nil
	}
	v, err := t.Value(&f.File)
	if err != nil {
		return nil, err
	}
	if list, ok := v.([]any); ok {
		switch len(list) {
		case 0:
			v = nil
		case 1:
			v = list[0]
		default:
			return nil, engine.Trouble(codeFileSeveral, "there are %d files: one of them has to be named, as in {{ session.photos[0] }}", len(list))
		}
	}
	switch v := v.(type) {
	case nil:
	case string:
		w.FileID = strings.TrimSpace(v)
	case map[string]any:
		w.FileID, _ = v["id"].(string)
		w.Known = fileOf(v)
	default:
		return nil, engine.Trouble(codeFileInvalid, "a file is expected; this value is none")
	}
	switch {
	case w.FileID == "":
		return &moved{File: w.Known, Trouble: &trouble{Code: codeFileNotFound, Message: "there is no file: the value is empty"}}, nil
	case isAddress(w.FileID):
		return nil, engine.Trouble(codeFileInvalid, "a file is expected; this is a web address, which belongs into the setting for it")
	case w.Known.Size > w.max():
		return &moved{File: w.Known, Trouble: w.tooBig(w.Known.Size)}, nil
	}
	return nil, nil
}

// fileOf reads what a variable says of a file besides its id.
func fileOf(v map[string]any) engine.File {
	var f engine.File
	f.Kind, _ = v["kind"].(string)
	f.Name, _ = v["name"].(string)
	f.MIME, _ = v["mime"].(string)
	size, _ := v["size"].(float64)
	f.Size = int64(size)
	return f
}

// render makes the call of the upload, without its body.
func (r *receiver) render(t *engine.Turn, w *work) (err error) {
	if w.To, err = r.target().render(t); err != nil {
		return err
	}
	w.To.Timeout = w.Timeout
	if r.Method == nethttp.MethodPost {
		w.To.IdempotencyKey = t.IdempotencyKey()
	}
	w.Field, w.Address = r.Field, r.Address
	w.Fields, err = render(t, r.Form)
	return err
}

// limit is the time of the whole transfer.
func (f *transfer) limit(t *engine.Turn) time.Duration {
	d := orDefault(f.Timeout, defaultTransfer)
	if all := t.Timeout(); all > 0 {
		d = min(d, all)
	}
	return min(max(d, minTimeout), maxTransfer)
}
