package http

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	nethttp "net/http"
	"os"
	urlpath "path"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// fileJob is the job type that moves files.
const fileJob = "data.file"

// headBytes are looked at to find the type of a file: net/http, DetectContentType.
const headBytes = 512

// moveFile does the work of a transfer. No more of the file than a small part is ever held. What the sender or a server did
// wrong is a result; an error is returned only where the job should be run again.
func moveFile(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
	x := &mover{deps: d, secrets: &secrets{reveal: d.Reveal}}
	if err := json.Unmarshal(j.Payload, &x.work); err != nil {
		return nil, fmt.Errorf("decode payload of job %q: %w", j.Key, err)
	}
	m := &moved{File: x.work.Known}
	err := x.move(ctx, m)
	if own, ok := errors.AsType[*faulty](err); ok {
		m.Trouble, err = &own.trouble, nil
	}
	if err != nil {
		return nil, fmt.Errorf("move file of job %q: %w", j.Key, err)
	}
	x.secrets.blotOut(m)
	out, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode result of job %q: %w", j.Key, err)
	}
	return out, nil
}

// mover is one transfer being made.
type mover struct {
	deps    engine.JobDeps
	work    work
	secrets *secrets
}

// move brings the file from where it is to where it is to be.
func (x *mover) move(outer context.Context, m *moved) error {
	ctx, cancel := context.WithTimeout(outer, x.work.Timeout)
	defer cancel()
	if x.work.To == nil {
		f, err := x.deps.Kept(ctx)
		if err == nil {
			f.Kind = sized(f.Kind, f.Size)
			m.File = f
			return nil
		}
		if !errors.Is(err, engine.ErrNotFound) {
			return x.ours(outer, ctx, err)
		}
	}
	in, err := x.open(outer, ctx, m)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	if in.size > x.work.max() {
		return &faulty{*x.work.tooBig(in.size)}
	}
	if err := x.look(in, m); err != nil {
		return err
	}
	if x.work.To != nil {
		return x.upload(outer, ctx, in, m)
	}
	return x.keep(outer, ctx, in, m)
}

// incoming is the file as it comes.
type incoming struct {
	*metered
	io.Closer

	size  int64 // bytes; less than 0 if nobody says
	guess guess
	// explain makes a trouble of an error while it was read; or gives it back, if it is ours.
	explain func(error) error
}

// open opens the file.
func (x *mover) open(outer, ctx context.Context, m *moved) (*incoming, error) {
	if x.work.From != nil {
		return x.fetch(outer, ctx, m)
	}
	content, info, err := x.deps.File(ctx, x.work.FileID)
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return nil, fault(codeFileNotFound, "the file is gone: Telegram does not know it any more, or the time it was kept for is over")
	case errors.Is(err, engine.ErrFileTooLarge):
		return nil, fault(codeFileTooBig, "Telegram hands out files of up to %d MB only, unless the bot uses a Bot API server of its own", downloadMegabytes)
	case err != nil:
		return nil, x.ours(outer, ctx, fmt.Errorf("open file: %w", err))
	}
	size := first64(info.Size, x.work.Known.Size)
	if size == 0 {
		size = -1
	}
	x.work.Known.Kind = first(x.work.Known.Kind, info.Kind)
	return &incoming{
		metered: newMetered(content, x.work.max()), Closer: content, size: size,
		guess: guess{
			names: []string{x.work.Known.Name, info.Name}, types: []string{x.work.Known.MIME, info.MIME}, kind: x.work.Known.Kind,
		},
		explain: func(err error) error { return x.ours(outer, ctx, fmt.Errorf("read file: %w", err)) },
	}, nil
}

// fetch opens the file behind an address.
func (x *mover) fetch(outer, ctx context.Context, m *moved) (*incoming, error) {
	get := &exchange{deps: x.deps, call: x.work.From, secrets: x.secrets}
	a := &answer{}
	req, err := get.request(ctx, a)
	if err != nil {
		return nil, get.explain(outer, ctx, a, err, true)
	}
	res, err := x.deps.HTTP.Do(req)
	if err != nil {
		return nil, get.explain(outer, ctx, a, err, false)
	}
	a.Status = res.StatusCode
	switch {
	case a.Status == nethttp.StatusNotFound, a.Status == nethttp.StatusGone:
		err = fault(codeFileNotFound, "there is no file at the address: %s", a.refusal())
	case a.Status == nethttp.StatusNoContent:
		err = fault(codeFileNotFound, "the file is empty")
	case !a.good():
		err = &faulty{trouble{Code: codeStatus, Message: a.refusal(), Retryable: a.retryable()}}
	}
	if err != nil {
		m.Status = a.Status
		return nil, errors.Join(err, res.Body.Close())
	}
	_, params, _ := mime.ParseMediaType(res.Header.Get("Content-Disposition"))
	var names []string
	for _, name := range []struct{ text, in string }{
		{params["filename"], params["filename"]}, {lastOf(res.Request.URL.Path), res.Request.URL.Path},
	} {
		if !x.secrets.seenIn(name.in) { // the name is shown
			names = append(names, name.text)
		}
	}
	return &incoming{
		metered: newMetered(res.Body, x.work.max()), Closer: res.Body, size: res.ContentLength,
		guess: guess{
			names: names, types: []string{res.Header.Get("Content-Type")},
		},
		explain: func(err error) error { return get.explain(outer, ctx, a, err, false) },
	}, nil
}

// lastOf is the last part of an address; empty if it is none that could be a name.
func lastOf(path string) string {
	if name := urlpath.Base(path); name != "." && name != "/" {
		return name
	}
	return ""
}

// look reads the beginning of the file, finds out what it is, and refuses what is not wanted.
func (x *mover) look(in *incoming, m *moved) error {
	ahead := bufio.NewReaderSize(in.r, headBytes)
	head, err := ahead.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return in.explain(err)
	}
	if len(head) == 0 {
		return fault(codeFileNotFound, "the file is empty")
	}
	in.r = ahead
	in.guess.head = head
	name, typ := in.guess.judge()
	if !x.work.Fit(name, typ) {
		m.File.Name, m.File.MIME, m.File.Size = name, typ, max(in.size, 0)
		return fault(codeFileWrongType, "the file is of the type %s; taken are %s", typ, x.work.Called())
	}
	f := &m.File
	f.Name, f.MIME = x.work.rename(name, typ)
	f.Kind = x.work.kindFor(f)
	f.Size = max(in.size, 0)
	return nil
}

// keep stores the file with the bot.
func (x *mover) keep(outer, ctx context.Context, in *incoming, m *moved) error {
	f := engine.File{Kind: m.File.Kind, Name: m.File.Name, MIME: m.File.MIME}
	kept, err := x.deps.Keep(ctx, f, x.deps.Now().Add(x.work.KeepFor), in.metered)
	switch {
	case in.failed() != nil:
		return x.broken(in)
	case errors.Is(err, engine.ErrStorageFull):
		return fault(codeStorageFull, "the room that the bot has for files is full: keep them for a shorter time, or ask the operator of the server for more")
	case err != nil:
		return x.ours(outer, ctx, err)
	}
	kept.Kind = sized(kept.Kind, kept.Size)
	m.File = kept
	return nil
}

// broken explains why the file could not be read to its end.
func (x *mover) broken(in *incoming) error {
	if err := in.failed(); !errors.Is(err, errTooBig) {
		return in.explain(err)
	}
	return &faulty{*x.work.tooBig(-1)}
}

// ours tells an error of ours from one that came of the time being over.
func (*mover) ours(outer, ctx context.Context, err error) error {
	if outer.Err() == nil && (ctx.Err() != nil || errors.Is(err, os.ErrDeadlineExceeded)) {
		return &faulty{trouble{Code: codeTimeout, Message: "the file was not there in time", Retryable: true}}
	}
	return err
}

// seenIn reports whether a text has a secret in it.
func (s *secrets) seenIn(text string) bool {
	return slices.ContainsFunc(s.hidden, func(h string) bool { return strings.Contains(text, h) })
}

// blotOut takes secrets out of what is given back.
func (s *secrets) blotOut(m *moved) {
	if !s.used() {
		return
	}
	a := &answer{Headers: headers{known: map[string]string{"name": m.File.Name, "url": m.URL}}, Trouble: m.Trouble}
	s.redact(a)
	m.File.Name = a.Headers.get("name")
	if m.URL = a.Headers.get("url"); strings.Contains(m.URL, blot) {
		m.URL = "" // of no use so
	}
}

func first64(a, b int64) int64 {
	if a != 0 {
		return a
	}
	return b
}
