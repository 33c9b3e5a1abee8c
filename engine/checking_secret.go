package engine

// UsesSecret notes that the block reads a secret that its config names outside of any expression, so that one that is
// not declared is reported and one that is only used here does not count as unused. Path is as for Error.
func (k *Checking) UsesSecret(name, path string) {
	k.c.uses = append(k.c.uses, use{scope: ScopeSecret, name: name, path: k.b.path + "/config" + path, block: k.b})
}
