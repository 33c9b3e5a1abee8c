package http

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// maxUpload is how many bytes of files one request may send: what a bot can download from Telegram, with some to spare.
// https://core.telegram.org/bots/api#getfile
const maxUpload = 24 << 20

// body gives the request's body with its content type; nil for none.
func (x *exchange) body(ctx context.Context) (io.Reader, string, error) {
	c := x.call.Body
	if c == nil {
		return nil, "", nil
	}
	typ := func(usual string) string {
		if c.ContentType != "" {
			return c.ContentType
		}
		return usual
	}
	switch c.Kind {
	case kindJSON:
		v, err := x.secrets.value(ctx, c.JSON)
		if err != nil {
			return nil, "", err
		}
		text, err := encodeJSON(v)
		if err != nil {
			return nil, "", fault(codeRequest, "the body cannot be written as JSON")
		}
		return strings.NewReader(text), typ("application/json"), nil
	case kindForm:
		fields, err := x.fields(ctx, c.Fields)
		return strings.NewReader(encode(fields)), typ("application/x-www-form-urlencoded"), err
	case kindMultipart:
		return x.multipart(ctx, c)
	default:
		text, err := x.secrets.text(ctx, c.Text)
		return strings.NewReader(text), typ("text/plain; charset=utf-8"), err
	}
}

// multipart writes fields and files. The body is built whole: many servers want to know its length.
func (x *exchange) multipart(ctx context.Context, c *content) (io.Reader, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	fields, err := x.fields(ctx, c.Fields)
	if err != nil {
		return nil, "", err
	}
	for _, f := range fields {
		if err := w.WriteField(f.Name, f.Value); err != nil {
			return nil, "", fmt.Errorf("write field %q: %w", f.Name, err)
		}
	}
	for i := range c.Files {
		if err := x.file(ctx, w, &b, &c.Files[i]); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", fmt.Errorf("close multipart body: %w", err)
	}
	return bytes.NewReader(b.Bytes()), w.FormDataContentType(), nil
}

func (x *exchange) file(ctx context.Context, w *multipart.Writer, b *bytes.Buffer, p *part) error {
	in, info, err := x.deps.File(ctx, p.FileID)
	if errors.Is(err, engine.ErrNotFound) {
		return fault(codeFile, "the file for the field %q is gone", p.Name)
	}
	if errors.Is(err, engine.ErrFileTooLarge) {
		return fault(codeRequest, "the file for the field %q is larger than Telegram lets bots download", p.Name)
	}
	if err != nil {
		return fmt.Errorf("open file for field %q: %w", p.Name, err)
	}
	defer in.Close()
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", multipart.FileContentDisposition(p.Name, first(p.FileName, info.Name, "file")))
	h.Set("Content-Type", first(p.MIME, info.MIME, "application/octet-stream"))
	out, err := w.CreatePart(h)
	if err != nil {
		return fmt.Errorf("write file for field %q: %w", p.Name, err)
	}
	if _, err := io.Copy(out, io.LimitReader(in, int64(maxUpload-b.Len()+1))); err != nil {
		return fmt.Errorf("read file for field %q: %w", p.Name, err)
	}
	if b.Len() > maxUpload {
		return fault(codeRequest, "the files of the request are larger than %d bytes", maxUpload)
	}
	return nil
}

// first gives the first text that is not empty.
func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// encodeJSON writes a value as JSON, with <, > and & as they are.
func encodeJSON(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("encode JSON: %w", err)
	}
	b.Truncate(b.Len() - 1) // Encode's newline
	return b.String(), nil
}
