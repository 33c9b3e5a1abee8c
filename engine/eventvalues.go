package engine

import (
	"strings"
	"time"
)

// eventValues is scope event: what expressions see of the event.
func eventValues(ev *Event) map[string]any {
	v := map[string]any{"kind": string(ev.Kind), "time": ev.Time.UTC().Format(time.RFC3339Nano)}
	switch {
	case ev.Message != nil:
		messageValues(v, ev.Message)
	case ev.Button != nil:
		v["button"], v["value"], v["label"] = ev.Button.ID, ev.Button.Value, ev.Button.Label
		v["data"] = ev.Button.Value
		v["message_id"] = float64(ev.Button.MessageID)
	case ev.Webhook != nil:
		w := ev.Webhook
		v["name"], v["method"], v["body"] = w.Name, w.Method, w.Body
		v["query"], v["headers"] = textMap(w.Query), textMap(w.Headers)
	case ev.Callback != nil:
		c := ev.Callback
		v["method"], v["body"] = c.Method, c.Body
		v["query"], v["headers"] = textMap(c.Query), textMap(c.Headers)
	case ev.Payment != nil:
		p := ev.Payment
		v["currency"], v["amount"], v["charge_id"] = p.Currency, float64(p.Amount), p.ChargeID
		v["order_id"], v["recurring"] = p.Payload, p.Recurring
		v["name"], v["phone"], v["email"] = p.Name, p.Phone, p.Email
		v["shipping"], v["address"] = p.ShippingOption, p.Address.Text()
	case ev.Member != nil:
		v["old"], v["new"] = ev.Member.Old, ev.Member.New
		v["member_id"], v["member_name"] = float64(ev.Member.Who.ID), ev.Member.Who.FirstName
	case ev.Error != nil:
		e := ev.Error
		v["code"], v["message"], v["flow"], v["block"] = e.Code, e.Message, e.Flow, e.Block
		v["http_status"] = float64(e.HTTPStatus)
	case ev.Signal != nil:
		s := ev.Signal
		v["name"], v["data"], v["from"] = s.Name, s.Data, float64(s.From)
		if s.Value != nil {
			v["value"] = *s.Value
		}
	case ev.Start != nil:
		v["args"] = ev.Start.Args
	}
	return v
}

func messageValues(v map[string]any, m *Message) {
	v["text"], v["message_kind"], v["message_id"] = m.Text, string(m.Kind), float64(m.ID)
	v["command"], v["args"] = m.Command, m.Args
	v["payload"] = ""
	if m.Command == "start" {
		v["payload"] = strings.TrimSpace(m.Args)
	}
	v["forwarded"], v["reply_text"] = m.Forwarded, m.ReplyText
	if len(m.Files) > 0 {
		files := make([]any, len(m.Files))
		for i, f := range m.Files {
			files[i] = FileValue(f)
		}
		v["file"], v["files"] = files[0], files
	}
	if m.Contact != nil {
		v["phone"] = m.Contact.Phone
	}
	if m.Location != nil {
		v["latitude"], v["longitude"] = m.Location.Latitude, m.Location.Longitude
	}
	if m.WebApp != "" {
		v["web_app"] = m.WebApp
	}
}

// FileValue is a file as variables hold it: an object with id, kind, name, mime and size.
func FileValue(f File) map[string]any {
	return map[string]any{"id": f.ID, "kind": f.Kind, "name": f.Name, "mime": f.MIME, "size": float64(f.Size)}
}

func textMap(m map[string]string) map[string]any {
	out := make(map[string]any, len(m))
	for k, s := range m {
		out[k] = s
	}
	return out
}
