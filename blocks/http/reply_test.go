package http_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

func TestReply_WithoutAnyWebhookIsReported(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "T", "language": "en", "flows": [{"id": "main", "name": "Main",
		"edges": [], "blocks": [{"id": "r", "type": "http.reply", "exits": {"next": "end"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range engine.Check(doc, registry(t)) {
		if i.Code == "reply_without_webhook" && i.Severity == engine.SeverityWarning && i.Block == "r" {
			return
		}
	}
	t.Error("the check says nothing")
}
