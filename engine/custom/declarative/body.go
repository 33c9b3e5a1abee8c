package declarative

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/textproto"

	"github.com/scenarist/scenarist/engine/expr"
)

// render gives the body with its content type; both are empty for none. boundary is for a multipart body, which is the same
// for every repeat.
func (b *body) render(env *expr.Env, boundary string) (text, contentType string, err error) {
	typ := func(usual string) string {
		if b.contentType != "" {
			return b.contentType
		}
		return usual
	}
	switch b.kind {
	case bodyJSON:
		v, err := b.json.eval(env)
		if err != nil {
			return "", "", err
		}
		text, err := encodeJSON(v)
		return text, typ("application/json"), err
	case bodyForm:
		pairs, err := renderFields(b.fields, env)
		return encodePairs(pairs), "application/x-www-form-urlencoded", err
	case bodyMultipart:
		return b.multipart(env, boundary)
	case bodyText:
		text, err := b.text.Render(env)
		return text, typ("text/plain; charset=utf-8"), err
	default:
		return "", "", nil
	}
}

func (b *body) multipart(env *expr.Env, boundary string) (text, contentType string, err error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary(boundary); err != nil {
		return "", "", fmt.Errorf("set boundary: %w", err)
	}
	for _, p := range b.parts {
		values, err := p.value.texts(env)
		if err != nil {
			return "", "", err
		}
		filename, err := p.filename.text(env)
		if err != nil {
			return "", "", err
		}
		for _, v := range values {
			h := textproto.MIMEHeader{}
			h.Set("Content-Disposition", multipart.FileContentDisposition(p.name, filename))
			if p.filename == nil {
				h.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q`, p.name))
			}
			if p.contentType != "" {
				h.Set("Content-Type", p.contentType)
			}
			part, err := w.CreatePart(h)
			if err != nil {
				return "", "", fmt.Errorf("write field %q: %w", p.name, err)
			}
			if _, err := part.Write([]byte(v)); err != nil {
				return "", "", fmt.Errorf("write field %q: %w", p.name, err)
			}
		}
	}
	if err := w.Close(); err != nil {
		return "", "", fmt.Errorf("close multipart body: %w", err)
	}
	return out.String(), w.FormDataContentType(), nil
}

// boundaryOf is a boundary that nothing in a body has by chance, the same for each repeat of a run.
func boundaryOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "scenarist-" + hex.EncodeToString(sum[:12])
}

// renderFields gives the values of fields; one that is nothing is left out, a list is there several times.
func renderFields(fields []field, env *expr.Env) ([]pair, error) {
	var out []pair
	for _, f := range fields {
		values, err := f.value.texts(env)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			out = append(out, pair{f.name, v})
		}
	}
	return out, nil
}
