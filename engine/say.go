package engine

// Say sends built-in words in the user's language; see Words. Nothing is sent if the document empties them.
func (t *Turn) Say(key string, pairs ...string) { t.say(key, pairs...) }
