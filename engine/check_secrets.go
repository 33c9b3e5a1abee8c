package engine

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// looksSecret recognises what only ever is a credential: a bot's token (Telegram Bot API, "Authorizing your bot"), keys
// with a well-known beginning, and private keys.
var looksSecret = regexp.MustCompile(`\d{8,12}:[A-Za-z0-9_-]{35}\b|\bsk-[A-Za-z0-9_-]{20,}|\b(live|test)_[A-Za-z0-9_-]{40,}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----`)

// mayHoldSecret spares most configs the search: it is true where looksSecret could match.
func mayHoldSecret(config []byte) bool {
	for _, sign := range []string{"sk-", "live_", "test_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "PRIVATE KEY"} {
		if bytes.Contains(config, []byte(sign)) {
			return true
		}
	}
	for i, c := range config {
		if c == ':' && i > 0 && config[i-1] >= '0' && config[i-1] <= '9' {
			return true
		}
	}
	return false
}

// literalSecrets notes credentials that were written into a config instead of the vault.
func (c *compiling) literalSecrets(b *compiledBlock) {
	if !mayHoldSecret(b.def.Config) || !looksSecret.Match(b.def.Config) {
		return
	}
	var walk func(v any, path string)
	walk = func(v any, path string) {
		switch v := v.(type) {
		case string:
			if at := looksSecret.FindStringIndex(v); at != nil {
				c.add(Issue{
					Code: "secret_in_document", Severity: SeverityWarning, Path: path, From: at[0], To: at[1],
					Message: "this looks like a key or token: keep it as a secret and use its name here, since everyone who sees the bot's document can read it",
				})
			}
		case []any:
			for i := range v {
				walk(v[i], path+"/"+strconv.Itoa(i))
			}
		case map[string]any:
			for k := range v {
				walk(v[k], path+"/"+pointerToken(k))
			}
		}
	}
	walk(decodeAny(b.def.Config), b.path+"/config")
}

// secrets checks the names of secrets against their uses.
func (c *compiling) secrets() {
	names := c.secretNames()
	used := map[string]bool{}
	for _, u := range c.uses {
		if u.scope != ScopeSecret || u.write {
			continue
		}
		used[u.name] = true
		if u.name == "" {
			for _, n := range names {
				used[n] = true
			}
		} else if !slices.Contains(names, u.name) && u.block.flow.graft == nil { // else the block of the type says so
			c.undeclaredSecret(u)
		}
	}
	if c.blind {
		return
	}
	for i, n := range names {
		if used[n] {
			continue
		}
		path := fmt.Sprintf("/settings/secrets/%d", i)
		c.add(Issue{
			Code: "secret_unused", Severity: SeverityWarning, Path: path,
			Message: fmt.Sprintf("nothing uses the secret %q", n), Fix: fixRemove("Remove the name", path),
		})
	}
}

// undeclaredSecret notes a SecretRef that names none of the bot's secrets.
func (c *compiling) undeclaredSecret(u use) {
	c.at = u.block
	defer func() { c.at = nil }()
	i := Issue{
		Code: "secret_undeclared", Severity: SeverityError, Path: u.path,
		Message: fmt.Sprintf("the bot has no secret %q", u.name), Fix: c.fixSecret(u.name),
	}
	if n := nearest(u.name, c.secretNames()); n != "" {
		i.Message += fmt.Sprintf("; did you mean %q?", n)
		i.Fix = fixReplace(fmt.Sprintf("Use %q", n), u.path, n)
	}
	if !variableName.MatchString(u.name) {
		i.Message, i.Fix = fmt.Sprintf("%q cannot be the name of a secret: use letters, digits and _", u.name), nil
	}
	c.add(i)
}
