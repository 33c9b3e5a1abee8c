package telegram

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// ReadsQuickly reports whether an update needs no encoding/json.
func ReadsQuickly(raw []byte) bool { return new(incomingUpdate).quickly(raw) }

// CompareQuick says what the quick reading of an update has read in another way than encoding/json; empty if nothing, or if it gave
// up.
func CompareQuick(raw []byte) string {
	var quickly, slowly incomingUpdate
	if !quickly.quickly(raw) {
		return ""
	}
	if err := json.Unmarshal(raw, &slowly); err != nil {
		return fmt.Sprintf("read quickly, although it is wrong: %v", err)
	}
	if !reflect.DeepEqual(quickly, slowly) {
		q, _ := json.Marshal(quickly)
		s, _ := json.Marshal(slowly)
		return fmt.Sprintf("read quickly as %s, and as %s otherwise", q, s)
	}
	return ""
}
