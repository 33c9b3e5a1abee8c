package engine

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/dchest/siphash"
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
	if len(id) <= most && plainRef(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "~" + base64.RawURLEncoding.EncodeToString(sum[:9])
}

// plainRef reports whether the id has none of the signs that divide a token.
func plainRef(id string) bool {
	for i := range len(id) {
		switch id[i] {
		case '.', '=', '#', '~':
			return false
		}
	}
	return true
}

// signer makes and checks the signatures of tokens. It is made for one turn and serves all of its tokens: a calendar has
// forty. That is why it signs by SipHash and not by an HMAC, which takes ten times as long and would be cut to the same 48
// bits.
type signer struct {
	k0, k1 uint64
	work   []byte          // what is signed
	made   strings.Builder // the tokens, one behind the other: each is a part of its text

	// The button whose tokens were made last, of one chat, and how much of work all of them begin with.
	block, button string
	gen, user     int64
	headed        int
}

// signedHead is what stands before a token's body where it is signed: kind, chat and user.
const signedHead = 1 + 8 + 8

func newSigner(key []byte) *signer {
	s := &signer{work: make([]byte, 0, 128)}
	sum := sha256.Sum256(append(append(s.work, "button tokens:"...), key...)) // a key of its own: Deps.Key signs other things, too
	s.k0, s.k1 = binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])
	return s
}

// begin starts a token; its body is appended to work.
func (s *signer) begin(kind byte, chat, user int64) {
	s.work = append(s.work[:0], kind)
	s.work = binary.BigEndian.AppendUint64(s.work, uint64(chat))
	s.work = binary.BigEndian.AppendUint64(s.work, uint64(user))
}

// beginButton starts a token of a block's button; what follows its name is appended to work. All of a signer are of one chat.
func (s *signer) beginButton(chat, user, gen int64, block, button string) {
	if s.headed > 0 && s.user == user && s.gen == gen && s.block == block && s.button == button {
		s.work = s.work[:s.headed]
		return
	}
	s.begin('b', chat, user)
	s.work = strconv.AppendInt(s.work, gen, 36)
	s.work = append(append(s.work, '.'), block...)
	s.work = append(append(s.work, '.'), tokenRef(button)...)
	s.user, s.gen, s.block, s.button, s.headed = user, gen, block, button, len(s.work)
}

// token is what was begun, with its signature.
func (s *signer) token() string {
	var room [1 + macLen]byte
	body := s.work[signedHead:]
	if n := len(room) + len(body); s.made.Cap()-s.made.Len() < n {
		more := min(2*s.made.Cap(), maxTokenRoom)
		s.made.Reset() // what was made keeps its memory
		s.made.Grow(max(more, n))
	}
	from := s.made.Len()
	s.made.Write(s.appendMAC(append(room[:0], s.work[0])))
	s.made.Write(body)
	return s.made.String()[from:]
}

// maxTokenRoom bounds the memory that is taken at once for tokens, bytes.
const maxTokenRoom = 1024

// appendMAC signs what was begun.
func (s *signer) appendMAC(to []byte) []byte {
	var sum [8]byte
	binary.LittleEndian.PutUint64(sum[:], siphash.Hash(s.k0, s.k1, s.work))
	return base64.RawURLEncoding.AppendEncode(to, sum[:macLen*6/8])
}

// signs tells whether the signature is that of the body.
func (s *signer) signs(mac string, kind byte, chat, user int64, body string) bool {
	s.begin(kind, chat, user)
	s.work = append(s.work, body...)
	var room [macLen]byte
	return subtle.ConstantTimeCompare([]byte(mac), s.appendMAC(room[:0])) == 1
}

func signToken(key []byte, kind byte, chat, user int64, body string) string {
	s := newSigner(key)
	s.begin(kind, chat, user)
	s.work = append(s.work, body...)
	return s.token()
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
	owner, s := tokenForged, newSigner(key)
	switch {
	case kind == 'e':
		if s.signs(mac, kind, 0, 0, body) {
			owner, t.anyone = tokenAnyone, true
		}
	case s.signs(mac, kind, chat, user, body):
		owner = tokenOwn
	case s.signs(mac, kind, chat, 0, body):
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
