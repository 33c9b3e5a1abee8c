package engine

// SecretRef is a config field that holds the name of a secret, without the scope: "openai_key". Check reports one that
// the document does not list in settings.secrets.
type SecretRef string

func (r *SecretRef) compileField(c *compiling, path string, _ fieldRules) {
	if *r != "" {
		c.uses = append(c.uses, use{scope: ScopeSecret, name: string(*r), path: path, block: c.at})
	}
}
