package storage_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// The database looks for the status where the engine writes it, however long the numbers before it are.
func TestStanding_StatusStandsWhereItIsLookedFor(t *testing.T) {
	t.Parallel()
	const most = math.MinInt64
	data, err := json.Marshal(engine.Session{
		Key: engine.SessionKey{BotID: most, ChatID: most, UserID: most}, Version: most, Revision: most, Turns: most, Seq: most,
		Status: engine.SessionWaiting,
	})
	check(t, err)
	if status := []byte(`"status":"waiting"`); !bytes.Contains(data[:min(300, len(data))], status) {
		t.Errorf("%s is not among the first 300 bytes of %s", status, data)
	}
}
