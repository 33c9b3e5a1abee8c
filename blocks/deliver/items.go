package deliver

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// stockKind is the kind of the records of a stock's items: {"item": what is handed out, "by", "at", "for"}.
func stockKind(stock string) string { return "stock." + stock }

// saleKind is the kind of the records that say which item was handed out for what.
func saleKind(stock string) string { return "sale." + stock }

var stockName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

func stockField() engine.Field {
	return engine.Field{
		Name: "stock", Title: title("Stock", "Склад"),
		Help: title("A name of your choice, such as gift_cards.", "Любое название латиницей, например gift_cards."),
	}
}

func checkStock(k *engine.Checking, stock string) {
	if stock != "" && !stockName.MatchString(stock) {
		k.Error("stock_invalid", "/stock", "a stock is called by letters a-z, digits, _ and -")
	}
}

// itemKey names the record of an item.
func itemKey(item any) string {
	data, err := json.Marshal(item)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// items gives what is to be put in: the lines of a text, the elements of a list, or one file.
func items(v any) []any {
	switch v := v.(type) {
	case string:
		var out []any
		for line := range strings.Lines(v) {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
		return out
	case []any:
		var out []any
		for _, e := range v {
			if s, ok := e.(string); ok {
				if s = strings.TrimSpace(s); s != "" {
					out = append(out, s)
				}
			} else if e != nil {
				out = append(out, e)
			}
		}
		return out
	case nil:
		return nil
	default:
		return []any{v}
	}
}

// free tests for items that nobody has.
func free() engine.RecordQuery {
	return engine.RecordQuery{Where: []engine.RecordTest{{Field: "by", Op: engine.RecordEmpty}}}
}
