package custom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/scenarist/scenarist/engine"
)

// settingsSchema makes the schema of a block's settings: the manifest's, and the setting save where the block has outputs.
func settingsSchema(m *Manifest) (*engine.SettingsSchema, error) {
	config := m.Config
	if len(bytes.TrimSpace(config)) == 0 {
		config = json.RawMessage(`{"type": "object"}`)
	}
	if len(config) > engine.MaxSchemaBytes { // before it is taken apart
		return engine.ParseSettings(config)
	}
	if len(m.Outputs) > 0 {
		var err error
		if config, err = withSave(config, m.Outputs); err != nil {
			return nil, err
		}
	}
	s, err := engine.ParseSettings(config)
	if err != nil {
		return nil, err
	}
	for _, name := range m.Permissions.Read {
		s.Reads = append(s.Reads, engine.Var(name))
	}
	for _, name := range m.Permissions.Write {
		s.Writes = append(s.Writes, engine.Var(name))
	}
	s.Secrets = m.Permissions.Secrets
	return s, nil
}

// member is a member of an object, in its order.
type member struct {
	name  string
	value json.RawMessage
}

func membersOf(data json.RawMessage) ([]member, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("an object belongs here")
	}
	var out []member
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		m := member{name: name}
		if err := d.Decode(&m.value); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func objectOf(members []member) json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			panic("encode a name: " + err.Error()) // a text can always be
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// withSave adds the setting that says which variables keep the outputs, as the last one.
func withSave(config json.RawMessage, outputs []Output) (json.RawMessage, error) {
	type part struct {
		Type       string          `json:"type"`
		Title      string          `json:"title"`
		Words      engine.Text     `json:"x-title"`
		Widget     string          `json:"x-widget,omitempty"`
		Properties json.RawMessage `json:"properties,omitempty"`
		More       *bool           `json:"additionalProperties,omitempty"`
	}
	encode := func(p part) (json.RawMessage, error) { return json.Marshal(p) }
	vars := make([]member, len(outputs))
	for i, o := range outputs {
		data, err := encode(part{Type: "string", Title: o.Title.In("en"), Words: o.Title, Widget: "variable"})
		if err != nil {
			return nil, fmt.Errorf("encode output %q: %w", o.Name, err)
		}
		vars[i] = member{o.Name, data}
	}
	words := engine.Text{"en": "Keep in variables", "ru": "Сохранить в переменные"}
	save, err := encode(part{Type: "object", Title: words["en"], Words: words, Properties: objectOf(vars), More: new(bool)})
	if err != nil {
		return nil, fmt.Errorf("encode the setting %s: %w", SaveSetting, err)
	}
	top, err := membersOf(config)
	if err != nil {
		return nil, &engine.SchemaError{Message: err.Error()}
	}
	for i := range top {
		if top[i].name != "properties" {
			continue
		}
		properties, err := membersOf(top[i].value)
		if err != nil {
			return nil, &engine.SchemaError{Path: "/properties", Message: err.Error()}
		}
		for _, p := range properties {
			if p.name == SaveSetting {
				return nil, &engine.SchemaError{Path: "/properties/" + SaveSetting, Message: "this name is kept for the variables of the outputs"}
			}
		}
		top[i].value = objectOf(append(properties, member{SaveSetting, save}))
		return objectOf(top), nil
	}
	return objectOf(append(top, member{"properties", objectOf([]member{{SaveSetting, save}})})), nil
}

// upgrades makes the functions that bring older settings up.
func upgrades(m *Manifest) []engine.Upgrade {
	out := make([]engine.Upgrade, len(m.Upgrades))
	for i := range m.Upgrades {
		out[i] = m.Upgrades[i].apply
	}
	return out
}

func (u *Upgrade) apply(config json.RawMessage) (json.RawMessage, error) {
	var c map[string]json.RawMessage
	if err := json.Unmarshal(config, &c); err != nil {
		return nil, errors.New("the settings are no object")
	}
	moved := map[string]json.RawMessage{}
	for from, to := range u.Rename {
		if v, ok := c[from]; ok {
			moved[to] = v
			delete(c, from)
		}
	}
	if c == nil {
		c = map[string]json.RawMessage{}
	}
	maps.Copy(c, moved)
	for _, name := range u.Remove {
		delete(c, name)
	}
	for name, v := range u.Set {
		if _, ok := c[name]; !ok {
			c[name] = v
		}
	}
	return json.Marshal(c)
}
