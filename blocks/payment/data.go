package payment

import (
	"encoding/json"

	"github.com/scenarist/scenarist/engine"
)

// maxData bounds what is kept with an order, in bytes as JSON: an order, and so its data, is kept for good.
const maxData = 4 << 10

// data works out what is kept with the order: nil for nothing.
func (i *invoice) data(t *engine.Turn) (json.RawMessage, error) {
	v, err := t.Value(&i.Data)
	if err != nil || v == nil {
		return nil, err
	}
	data, err := json.Marshal(v)
	switch {
	case err != nil:
		return nil, engine.Trouble("data_invalid", "what is to be kept with the order cannot be written as JSON")
	case len(data) > maxData:
		return nil, engine.Trouble("data_too_large", "what is to be kept with the order takes %d bytes; the limit is %d", len(data), maxData)
	}
	return data, nil
}

// checkData reports data that is too large as it is written.
func (i *invoice) checkData(k *engine.Checking) {
	x, known := i.Data.Constant()
	if !known {
		return
	}
	if data, err := json.Marshal(x); err == nil && len(data) > maxData {
		k.Error("data_too_large", "/data", "this takes %d bytes; the limit is %d", len(data), maxData)
	}
}
