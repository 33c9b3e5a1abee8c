package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// Callback is a call of an outside program to an address that a waiting block gave it.
type Callback struct {
	Gen     int64             `json:"gen"` // Wait.Gen of the wait that gave the address; another one is stale
	Method  string            `json:"method"`
	Query   map[string]string `json:"query,omitempty"`
	Headers map[string]string `json:"headers,omitempty"` // lower-case names
	Body    any               `json:"body,omitempty"`    // decoded JSON or form, else the text
}

// CallbackPath is where callbacks arrive at a server; the bot's id and the token follow.
const CallbackPath = "/callbacks/"

// CallbackUser is a block that gives outside programs an address to call back.
type CallbackUser interface {
	// WantsCallback reports whether this block does, and whether it can do without, as it must on a server that the
	// internet cannot reach.
	WantsCallback() (wants, needs bool)
}

// CallbackURL is an address of the bot's server that leads to the running block's wait and nowhere else, for as long as it
// waits; a call of it arrives as CallbackReceived. Empty if the server has no public address. Whoever knows it may call it,
// so that it must not be shown to people.
func (t *Turn) CallbackURL() string {
	if t.deps.PublicURL == "" {
		return ""
	}
	k := t.s.Key
	token := callbackToken(t.deps.Key, k, t.Gen())
	return strings.TrimRight(t.deps.PublicURL, "/") + CallbackPath + strconv.FormatInt(k.BotID, 10) + "/" + token
}

// callbackToken names a wait: signature, chat, user and generation.
func callbackToken(key []byte, k SessionKey, gen int64) string {
	body := base36(k.ChatID) + "." + base36(k.UserID) + "." + base36(gen)
	return callbackMAC(key, k.BotID, body) + "." + body
}

// callbackMAC signs the body for one bot, with 128 bits.
func callbackMAC(key []byte, bot int64, body string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("callback:" + base36(bot) + ":" + body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// OpenCallback reads the token of a callback address: the session and the wait that it leads to. It is false for one that
// this bot did not make.
func OpenCallback(key []byte, bot int64, token string) (k SessionKey, gen int64, ok bool) {
	mac, body, _ := strings.Cut(token, ".")
	if !hmac.Equal([]byte(mac), []byte(callbackMAC(key, bot, body))) {
		return SessionKey{}, 0, false
	}
	parts := strings.Split(body, ".")
	if len(parts) != 3 {
		return SessionKey{}, 0, false
	}
	var n [3]int64
	for i, p := range parts {
		var err error
		if n[i], err = strconv.ParseInt(p, 36, 64); err != nil {
			return SessionKey{}, 0, false
		}
	}
	return SessionKey{BotID: bot, ChatID: n[0], UserID: n[1]}, n[2], true
}

// Callbacks gives the labels of the blocks that want callbacks, in document order, and whether one of them cannot do
// without.
func (r *Revision) Callbacks() (labels []string, needed bool) {
	for _, f := range sortedFlows(r) {
		for _, b := range f.blocks {
			if u, ok := blockAs[CallbackUser](b); ok {
				wants, needs := u.WantsCallback()
				if wants || needs {
					labels = append(labels, b.label())
				}
				needed = needed || needs
			}
		}
	}
	return labels, needed
}
