package engine

// eventScope, userScope and chatScope are what expressions see of the event, the user and the chat of a turn. Their fields
// are worked out when they are read: most bots read one or two of them.
type (
	eventScope Turn
	userScope  Turn
	chatScope  Turn
)

// Field gives a field of the event; nil for one that it does not have.
func (s *eventScope) Field(name string) any {
	x, _ := eventField(&s.ev, name)
	return x
}

// All gives all that the event has.
func (s *eventScope) All() map[string]any { return eventValues(&s.ev) }

// Field gives what is stored of the user, or what Telegram tells about the person.
func (s *userScope) Field(name string) any {
	t := (*Turn)(s)
	switch name {
	case "id":
		return float64(t.s.User.ID)
	case "name":
		if t.s.User.LastName == "" {
			return t.s.User.FirstName
		}
		return t.s.User.FirstName + " " + t.s.User.LastName
	case "premium":
		return t.s.User.Premium
	case "banned":
		_, banned := t.ban()
		return banned
	case "roles":
		roles := make([]any, len(t.state.Roles))
		for i, r := range t.state.Roles {
			roles[i] = r
		}
		return roles
	}
	if internal(name) {
		return nil
	}
	if x, ok := t.user[name]; ok {
		return x
	}
	switch name {
	case "first_name":
		return t.s.User.FirstName
	case "last_name":
		return t.s.User.LastName
	case "username":
		return t.s.User.Username
	case "language":
		return t.userLang()
	case "tags":
		return []any{}
	default:
		return nil
	}
}

// All gives all fields that there are.
func (s *userScope) All() map[string]any {
	v := make(map[string]any, len(s.user)+len(builtInFields[ScopeUser])+len(profileFields))
	visible(v, s.user)
	for name := range builtInFields[ScopeUser] {
		v[name] = s.Field(name)
	}
	for name := range profileFields {
		v[name] = s.Field(name)
	}
	return v
}

// Field gives what is stored of the chat, or what Telegram tells about it.
func (s *chatScope) Field(name string) any {
	switch name {
	case "id":
		return float64(s.s.Chat.ID)
	case "type":
		return s.s.Chat.Type
	case "title":
		return s.s.Chat.Title
	}
	if internal(name) {
		return nil
	}
	return s.chat[name]
}

// All gives all fields that there are.
func (s *chatScope) All() map[string]any {
	v := make(map[string]any, len(s.chat)+len(builtInFields[ScopeChat]))
	visible(v, s.chat)
	for name := range builtInFields[ScopeChat] {
		v[name] = s.Field(name)
	}
	return v
}
