package engine

import (
	"strings"
	"time"
)

// eventValues is scope event as a whole.
func eventValues(ev *Event) map[string]any {
	v := map[string]any{}
	for _, f := range EventFields() {
		if x, ok := eventField(ev, f.Name); ok {
			v[f.Name] = x
		}
	}
	return v
}

// eventField is what expressions see of the event under a name; false if it has nothing of the kind.
func eventField(ev *Event, name string) (any, bool) {
	switch name {
	case "kind":
		return string(ev.Kind), true
	case "time":
		return ev.Time.UTC().Format(time.RFC3339Nano), true
	}
	switch {
	case ev.Message != nil:
		return messageField(ev.Message, name)
	case ev.Button != nil:
		return buttonField(ev.Button, name)
	case ev.Webhook != nil:
		return webhookField(ev.Webhook, name)
	case ev.Callback != nil:
		return callbackField(ev.Callback, name)
	case ev.Payment != nil:
		return paymentField(ev.Payment, name)
	case ev.Member != nil:
		return memberField(ev.Member, name)
	case ev.Error != nil:
		return errorField(ev.Error, name)
	case ev.Signal != nil:
		return signalField(ev.Signal, name)
	case ev.Start != nil && name == "args":
		return ev.Start.Args, true
	default:
		return nil, false
	}
}

func messageField(m *Message, name string) (any, bool) {
	switch name {
	case "text":
		return m.Text, true
	case "message_kind":
		return string(m.Kind), true
	case "message_id":
		return float64(m.ID), true
	case "command":
		return m.Command, true
	case "args":
		return m.Args, true
	case "payload":
		if m.Command != "start" {
			return "", true
		}
		return strings.TrimSpace(m.Args), true
	case "forwarded":
		return m.Forwarded, true
	case "reply_text":
		return m.ReplyText, true
	case "file":
		if len(m.Files) > 0 {
			return FileValue(m.Files[0]), true
		}
	case "files":
		if len(m.Files) > 0 {
			return fileValues(m.Files), true
		}
	case "phone":
		if m.Contact != nil {
			return m.Contact.Phone, true
		}
	case "latitude":
		if m.Location != nil {
			return m.Location.Latitude, true
		}
	case "longitude":
		if m.Location != nil {
			return m.Location.Longitude, true
		}
	case "web_app":
		return m.WebApp, m.WebApp != ""
	}
	return nil, false
}

func buttonField(b *ButtonPress, name string) (any, bool) {
	switch name {
	case "button":
		return b.ID, true
	case "value", "data":
		return b.Value, true
	case "label":
		return b.Label, true
	case "message_id":
		return float64(b.MessageID), true
	default:
		return nil, false
	}
}

func webhookField(w *WebhookCall, name string) (any, bool) {
	switch name {
	case "name":
		return w.Name, true
	case "method":
		return w.Method, true
	case "body":
		return w.Body, true
	case "query":
		return textMap(w.Query), true
	case "headers":
		return textMap(w.Headers), true
	default:
		return nil, false
	}
}

func callbackField(c *Callback, name string) (any, bool) {
	switch name {
	case "method":
		return c.Method, true
	case "body":
		return c.Body, true
	case "query":
		return textMap(c.Query), true
	case "headers":
		return textMap(c.Headers), true
	default:
		return nil, false
	}
}

func paymentField(p *Payment, name string) (any, bool) {
	switch name {
	case "currency":
		return p.Currency, true
	case "amount":
		return float64(p.Amount), true
	case "charge_id":
		return p.ChargeID, true
	case "order_id":
		return p.Payload, true
	case "recurring":
		return p.Recurring, true
	case "name":
		return p.Name, true
	case "phone":
		return p.Phone, true
	case "email":
		return p.Email, true
	case "shipping":
		return p.ShippingOption, true
	case "address":
		return p.Address.Text(), true
	default:
		return nil, false
	}
}

func memberField(m *MemberChange, name string) (any, bool) {
	switch name {
	case "old":
		return m.Old, true
	case "new":
		return m.New, true
	case "member_id":
		return float64(m.Who.ID), true
	case "member_name":
		return m.Who.FirstName, true
	default:
		return nil, false
	}
}

func errorField(e *RunError, name string) (any, bool) {
	switch name {
	case "code":
		return e.Code, true
	case "message":
		return e.Message, true
	case "flow":
		return e.Flow, true
	case "block":
		return e.Block, true
	case "http_status":
		return float64(e.HTTPStatus), true
	default:
		return nil, false
	}
}

func signalField(s *Signal, name string) (any, bool) {
	switch name {
	case "name":
		return s.Name, true
	case "data":
		return s.Data, true
	case "from":
		return float64(s.From), true
	case "value":
		if s.Value != nil {
			return *s.Value, true
		}
	}
	return nil, false
}

// FileValue is a file as variables hold it: an object with id, kind, name, mime and size.
func FileValue(f File) map[string]any {
	return map[string]any{"id": f.ID, "kind": f.Kind, "name": f.Name, "mime": f.MIME, "size": float64(f.Size)}
}

func fileValues(files []File) []any {
	out := make([]any, len(files))
	for i, f := range files {
		out[i] = FileValue(f)
	}
	return out
}

func textMap(m map[string]string) map[string]any {
	out := make(map[string]any, len(m))
	for k, s := range m {
		out[k] = s
	}
	return out
}
