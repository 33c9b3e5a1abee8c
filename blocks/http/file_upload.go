package http

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	nethttp "net/http"
	"net/textproto"
	"net/url"

	"github.com/scenarist/scenarist/engine"
)

// upload sends the file to an address.
func (x *mover) upload(outer, ctx context.Context, in *incoming, m *moved) error {
	put := &exchange{deps: x.deps, call: x.work.To, secrets: x.secrets}
	a := &answer{}
	req, err := put.request(ctx, a)
	if err == nil {
		err = x.attach(ctx, req, in, &m.File)
	}
	if err != nil {
		return put.explain(outer, ctx, a, err, true)
	}
	res, err := x.deps.HTTP.Do(req)
	if in.failed() != nil {
		if err == nil {
			_ = res.Body.Close()
		}
		return x.broken(in)
	}
	if err != nil {
		return put.explain(outer, ctx, a, err, false)
	}
	defer res.Body.Close()
	a.Status, m.Status = res.StatusCode, res.StatusCode
	switch {
	case a.Status == nethttp.StatusRequestEntityTooLarge:
		return fault(codeFileTooBig, "the service takes no file that large: %s", a.refusal())
	case a.Status == nethttp.StatusUnsupportedMediaType:
		return fault(codeFileWrongType, "the service takes no file of this type: %s", a.refusal())
	case !a.good():
		return &faulty{trouble{Code: codeStatus, Message: a.refusal(), Retryable: a.retryable()}}
	}
	m.File.ID, m.File.Size = x.work.FileID, in.count()
	m.File.Kind = sized(m.File.Kind, m.File.Size)
	m.URL, err = x.address(res, req.URL)
	return err
}

// attach makes the file the body of the request.
func (x *mover) attach(ctx context.Context, req *nethttp.Request, in *incoming, f *engine.File) error {
	var body io.Reader = in.metered
	length, typ := in.size, f.MIME
	if x.work.Field != "" {
		head, tail, form, err := x.form(ctx, f)
		if err != nil {
			return err
		}
		if body, typ = io.MultiReader(bytes.NewReader(head), body, bytes.NewReader(tail)), form; length >= 0 {
			length += int64(len(head) + len(tail))
		}
	}
	// Without GetBody the body cannot be sent twice: a redirect is an answer then, and no file goes where nobody meant it to.
	req.Body, req.ContentLength = io.NopCloser(body), length
	if x.work.Field != "" || req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", typ)
	}
	return nil
}

// form gives what stands before the file and behind it in a form, and the content type. The boundary comes of what is
// sent, so that a repeat sends the same bytes.
func (x *mover) form(ctx context.Context, f *engine.File) (head, tail []byte, typ string, err error) {
	fields, err := (&exchange{deps: x.deps, secrets: x.secrets}).fields(ctx, x.work.Fields)
	if err != nil {
		return nil, nil, "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", fields, f.Name, x.work.FileID, x.work.To.IdempotencyKey))
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(hex.EncodeToString(sum[:16])); err != nil {
		return nil, nil, "", err
	}
	for _, v := range fields {
		if err := w.WriteField(v.Name, v.Value); err != nil {
			return nil, nil, "", err
		}
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", multipart.FileContentDisposition(x.work.Field, f.Name))
	h.Set("Content-Type", f.MIME)
	if _, err := w.CreatePart(h); err != nil {
		return nil, nil, "", err
	}
	cut := b.Len()
	if err := w.Close(); err != nil {
		return nil, nil, "", err
	}
	return b.Bytes()[:cut], b.Bytes()[cut:], w.FormDataContentType(), nil
}

// address is where the file is now: what the service says, or the address that it was put to. Empty if nobody knows.
func (x *mover) address(res *nethttp.Response, put *url.URL) (string, error) {
	if x.work.Address == "" {
		if x.work.To.Method != nethttp.MethodPut || x.secrets.seenIn(put.Host) || x.secrets.seenIn(put.Path) {
			return "", nil
		}
		// What stands behind the question mark of such addresses is mostly the permission to write.
		return (&url.URL{Scheme: put.Scheme, Host: put.Host, Path: put.Path, RawPath: put.RawPath}).String(), nil
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, defaultMaxBytes))
	if err == nil {
		_, body := read(data, answerAuto, res.Header.Get("Content-Type"))
		v, _ := x.work.Address.in(body)
		if s, ok := v.(string); ok && isAddress(s) {
			return s, nil
		}
	}
	return "", fault(codeShape, "the service took the file, but its answer has no web address at %s", x.work.Address.called())
}
