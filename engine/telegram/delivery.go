package telegram

import (
	"bytes"
	"errors"
	"slices"
	"strings"
)

// delivery is the head of a request that delivers an update.
type delivery struct {
	botID  int64
	secret []byte // valid until the connection is read on
	length int    // of the body, bytes
	last   bool   // the connection ends with it
}

// maxHead is the longest head of a plain delivery, in bytes. A balancer adds some hundred to Telegram's own.
const maxHead = 4 << 10

var (
	errPartOfHead = errors.New("the head is not all there")
	errNotPlain   = errors.New("not a plain delivery")

	deliveryLine = []byte("POST " + WebhookPath)
	versionLine  = []byte(" HTTP/1.1")
)

// unusual are the headers with which a request is not a plain delivery: they change how it is to be read or answered.
func unusual() []string {
	return []string{"Transfer-Encoding", "Trailer", "Te", "Expect", "Upgrade", "Content-Encoding"}
}

// parseDelivery reads the head of a delivery and gives its length: POST /telegram/{bot id}, HTTP/1.1, one Host, one Content-Length,
// one secret at most, and nothing that would change its meaning. Everything else is errNotPlain, also where it is merely written
// in another way: two programs that read the same bytes must never see different requests in them.
func parseDelivery(b []byte) (d delivery, n int, err error) {
	if part := b[:min(len(b), len(deliveryLine))]; !bytes.HasPrefix(deliveryLine, part) {
		return d, 0, errNotPlain
	}
	line, n, err := lineOf(b, 0)
	if err != nil {
		return d, 0, err
	}
	id, plain := bytes.CutSuffix(line[len(deliveryLine):], versionLine)
	if d.botID, plain = number(id, plain, 18); !plain {
		return d, 0, errNotPlain
	}
	host := false
	for d.length = -1; ; {
		if line, n, err = lineOf(b, n); err != nil {
			return d, 0, err
		}
		if len(line) == 0 {
			break
		}
		name, value, plain := headerOf(line)
		switch {
		case !plain:
			return d, 0, errNotPlain
		case is(name, "Host"):
			plain, host = !host && len(value) > 0, true
		case is(name, "Content-Length"):
			var length int64
			length, plain = number(value, d.length < 0, 7)
			d.length, plain = int(length), plain && length <= MaxUpdateBytes
		case is(name, secretHeader):
			plain = d.secret == nil
			d.secret = value
		case is(name, "Connection"):
			d.last = is(value, "close")
			plain = d.last || is(value, "keep-alive")
		default:
			plain = !slices.ContainsFunc(unusual(), func(s string) bool { return is(name, s) })
		}
		if !plain {
			return d, 0, errNotPlain
		}
	}
	if !host || d.length < 0 {
		return d, 0, errNotPlain
	}
	return d, n, nil
}

// lineOf gives the line that begins at n, without its end, and where the next one begins.
func lineOf(b []byte, n int) (line []byte, next int, err error) {
	end := bytes.IndexByte(b[n:], '\n')
	if end < 0 {
		return nil, 0, errPartOfHead
	}
	if end == 0 || b[n+end-1] != '\r' {
		return nil, 0, errNotPlain
	}
	return b[n : n+end-1], n + end + 1, nil
}

// headerOf gives the parts of a header. It is plain if its name has only letters, digits and hyphens, and its value no control
// characters.
func headerOf(line []byte) (name, value []byte, plain bool) {
	name, value, plain = bytes.Cut(line, []byte(":"))
	if !plain || len(name) == 0 {
		return nil, nil, false
	}
	for _, c := range name {
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '-' {
			return nil, nil, false
		}
	}
	for _, c := range value {
		if c < ' ' && c != '\t' || c == 0x7f {
			return nil, nil, false
		}
	}
	return name, bytes.Trim(value, " \t"), true
}

// is compares names without regard to case; they have only ASCII in them.
func is(b []byte, name string) bool { return len(b) == len(name) && strings.EqualFold(string(b), name) }

// number reads digits, and as many at most.
func number(b []byte, plain bool, digits int) (n int64, ok bool) {
	if !plain || len(b) == 0 || len(b) > digits {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
