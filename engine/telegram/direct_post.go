package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// address is where calls are posted to.
type address struct {
	host string
	path string // up to the token
}

// addressOf gives the address where post can reach it: there is no proxy before it, and it is not encrypted.
func (d *direct) addressOf(u *url.URL) *address {
	if !segment(u.Path) || !d.carries(&http.Request{URL: u}) {
		return nil
	}
	return &address{u.Host, strings.TrimRight(u.Path, "/") + "/bot"}
}

// segment reports whether a text can be in a path as it is. Tokens and methods can.
func segment(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != ':' && c != '_' && c != '-' && c != '/' {
			return false
		}
	}
	return true
}

// post posts JSON. sent tells whether some of it may be on the wire.
func (d *direct) post(ctx context.Context, at *address, rest string, params []byte) (a answer, sent bool, err error) {
	c, err := d.connect(ctx, at.host)
	if err != nil {
		return a, false, err
	}
	stop := c.endWith(ctx)
	a, last, err := c.post(at, rest, params)
	// stop is false where the context has ended: the deadline may be set at any moment.
	if stopped := stop(); stopped && err == nil && !last && c.r.Buffered() == 0 {
		d.keep(c)
		return a, true, nil
	}
	_ = c.Close() // it is of no use any more
	if err != nil {
		err = errors.Join(context.Cause(ctx), err)
	}
	return a, true, err
}

// post writes the request at once and reads the answer; last tells that the server closes the connection after it.
func (c *directConn) post(at *address, rest string, params []byte) (a answer, last bool, err error) {
	b := append(c.out[:0], "POST "...)
	b = append(b, at.path...)
	b = append(b, rest...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, at.host...)
	b = append(b, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(params)), 10)
	b = append(b, "\r\n\r\n"...)
	b = append(b, params...)
	if c.out = b; cap(b) > maxKeptBuffer {
		c.out = nil
	}
	if _, err := c.Write(b); err != nil {
		return a, true, err
	}
	switch length, err := c.plainHead(); {
	case err != nil:
		return a, true, err
	case length >= 0:
		a = answer{status: http.StatusOK, body: make([]byte, length)}
		if _, err := io.ReadFull(c.r, a.body); err != nil {
			return a, true, fmt.Errorf("read answer: %w", err)
		}
		return a, false, nil
	}
	resp, err := c.response(nil)
	if err != nil {
		return a, true, err
	}
	defer resp.Body.Close()
	if a, err = readAnswer(resp); err != nil {
		return a, true, fmt.Errorf("read answer: %w", err)
	}
	_, err = resp.Body.Read(make([]byte, 1)) // the end of one in chunks
	return a, resp.Close || !errors.Is(err, io.EOF), nil
}

// maxKeptBuffer bounds what a connection keeps of a long request, in bytes.
const maxKeptBuffer = 4 << 10

var (
	successLine = []byte("HTTP/1.1 200 ")
	headEnd     = []byte("\r\n\r\n")
)

// plainHead reads the head of an answer that says 200 and how long its body is, as the Bot API server's nearly always do, and gives
// that length. It is negative for all other heads, of which nothing is read.
func (c *directConn) plainHead() (length int, err error) {
	const other = -1
	head, end := []byte(nil), -1
	for size := 1; end < 0; size = len(head) + 1 {
		if size > c.r.Size() {
			return other, nil
		}
		if _, err := c.r.Peek(size); err != nil {
			return other, err
		}
		if head, err = c.r.Peek(c.r.Buffered()); err != nil {
			return other, err
		}
		end = bytes.Index(head, headEnd)
	}
	if !bytes.HasPrefix(head, successLine) {
		return other, nil
	}
	length = other
	for n := bytes.IndexByte(head, '\n') + 1; n < end; {
		var line []byte
		if line, n, err = lineOf(head, n); err != nil {
			return other, nil //nolint:nilerr // written in another way
		}
		name, value, plain := headerOf(line)
		if is(name, "Content-Length") {
			var l int64
			l, plain = number(value, plain && length == other, 8)
			length, plain = int(l), plain && l <= MaxAnswerBytes
		}
		if !plain || is(name, "Transfer-Encoding") || is(name, "Connection") || is(name, "Content-Encoding") {
			return other, nil
		}
	}
	if length != other {
		_, err = c.r.Discard(end + len(headEnd))
	}
	return length, err
}
