package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"strconv"
	"strings"
)

// Button tokens are what callback_data carries. They hold no state of ours but names, so that a button of any age can
// be understood, and are signed, since clients may send what they like:
//
//	b <mac> <gen>.<block>.<button>[=<value> | #<index>]   a block's button
//	e <mac> <key>:<data>                                  a button that starts trigger.button
//	a <mac> <gen>.<y|n>                                   the engine's own "start over?"
//
// The revision is not part of it: block ids live through publishes, and a block that is gone is seen to be gone.
type token struct {
	kind   byte
	gen    int64
	block  string // tokenRef of the block
	button string // tokenRef of the button
	value  string
	hasVal bool
	index  int // of the value in Session.Lists; -1 for none
	anyone bool
}

const macLen = 8 // characters of base64: 48 bits

// tokenRef shortens an id for a token: long ones are replaced by a digest.
func tokenRef(id string) string {
	const most = 18
	if len(id) <= most && !strings.ContainsAny(id, ".=#~") {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "~" + base64.RawURLEncoding.EncodeToString(sum[:9])
}

func tokenMAC(key []byte, kind byte, chat, user int64, body string) string {
	return macWith(hmac.New(sha256.New, key), kind, chat, user, body)
}

// macWith is tokenMAC with a hash that was used before.
func macWith(h hash.Hash, kind byte, chat, user int64, body string) string {
	mac := make([]byte, 0, macLen)
	return string(appendMAC(mac, h, kind, chat, user, body))
}

func appendMAC(to []byte, h hash.Hash, kind byte, chat, user int64, body string) []byte {
	work := make([]byte, 0, 128) // what is signed, then its sum: one buffer, since a calendar has sixty tokens
	work = append(work, kind)
	work = binary.BigEndian.AppendUint64(work, uint64(chat))
	work = binary.BigEndian.AppendUint64(work, uint64(user))
	work = append(work, body...)
	h.Reset()
	h.Write(work)
	return base64.RawURLEncoding.AppendEncode(to, h.Sum(work[:0])[:6])
}

func signToken(key []byte, kind byte, chat, user int64, body string) string {
	return string(kind) + tokenMAC(key, kind, chat, user, body) + body
}

func signWith(h hash.Hash, kind byte, chat, user int64, body string) string {
	out := make([]byte, 0, 1+MaxTokenBytes)
	out = appendMAC(append(out, kind), h, kind, chat, user, body)
	return string(append(out, body...))
}

// tokenOwner says whose button a token is.
type tokenOwner int

const (
	tokenForged tokenOwner = iota
	tokenOwn
	tokenAnyone
	tokenOthers // good for this chat, but made for another user; only known for the users given
)

// openToken checks the signature and splits the body. An event token is never bound to a user or a chat.
func openToken(key []byte, data string, chat, user int64) (token, tokenOwner) {
	if len(data) < 1+macLen {
		return token{}, tokenForged
	}
	kind, mac, body := data[0], data[1:1+macLen], data[1+macLen:]
	t := token{kind: kind, index: -1}
	owner := tokenForged
	switch {
	case kind == 'e':
		if hmac.Equal([]byte(mac), []byte(tokenMAC(key, kind, 0, 0, body))) {
			owner, t.anyone = tokenAnyone, true
		}
	case hmac.Equal([]byte(mac), []byte(tokenMAC(key, kind, chat, user, body))):
		owner = tokenOwn
	case hmac.Equal([]byte(mac), []byte(tokenMAC(key, kind, chat, 0, body))):
		owner, t.anyone = tokenAnyone, true
	case chat != user && (kind == 'b' || kind == 'a'):
		owner = tokenOthers // not told apart from a forged one in a group: both are refused
	}
	if owner == tokenForged {
		return t, owner
	}
	switch kind {
	case 'e':
		t.button, t.value, t.hasVal = strings.Cut(body, ":")
	case 'a':
		gen, answer, _ := strings.Cut(body, ".")
		t.gen, _ = strconv.ParseInt(gen, 36, 64)
		t.button = answer
	case 'b':
		gen, rest, _ := strings.Cut(body, ".")
		t.gen, _ = strconv.ParseInt(gen, 36, 64)
		t.block, rest, _ = strings.Cut(rest, ".")
		if i := strings.IndexAny(rest, "=#"); i >= 0 {
			if rest[i] == '=' {
				t.value, t.hasVal = rest[i+1:], true
			} else if n, err := strconv.ParseInt(rest[i+1:], 36, 32); err == nil {
				t.index = int(n)
			}
			rest = rest[:i]
		}
		t.button = rest
	default:
		return t, tokenForged
	}
	return t, owner
}

// EventButton makes the callback data of a button that starts trigger.button with the key, in whatever chat and by
// whomever it is pressed. Key and data together have to fit into 64 bytes with the signature; else it is a trouble.
func EventButton(signing []byte, key, data string) (string, error) {
	tok := signToken(signing, 'e', 0, 0, key+":"+data)
	if len(tok) > MaxTokenBytes {
		return "", Trouble("button_data_too_long", "button key %q with its data takes %d bytes; Telegram allows %d, of which %d are the signature",
			key, len(tok), MaxTokenBytes, 1+macLen)
	}
	return tok, nil
}
