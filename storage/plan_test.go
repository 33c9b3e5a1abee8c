package storage_test

import (
	"strings"
	"testing"
)

// The statements that read the tables that grow must find their rows by an index.
func TestDB_QueriesUseTheirIndexes(t *testing.T) {
	t.Parallel()
	db := setup(t)
	for query, want := range map[string]string{
		"UPDATE messages SET code = '' WHERE bot_id = ? AND chat_id = ? AND key = ?":                                                         "SEARCH messages USING INDEX messages_key (bot_id=? AND chat_id=? AND key=?)",
		"UPDATE messages INDEXED BY messages_open SET code = '' WHERE bot_id = ? AND key = ? AND state IN ('pending', 'sending')":            "SCAN messages USING INDEX messages_open",
		"SELECT * FROM messages WHERE state IN ('pending', 'sending') AND seq > ? AND bot_id = ? ORDER BY seq LIMIT 9":                       "SEARCH messages USING INDEX messages_open (seq>?)",
		"SELECT message_ids FROM messages WHERE bot_id = ? AND chat_id = ? AND key IS NOT NULL AND state = 'sent' ORDER BY seq DESC LIMIT 9": "SEARCH messages USING INDEX messages_key (bot_id=? AND chat_id=? AND key>?)\nUSE TEMP B-TREE FOR ORDER BY",
	} {
		got, err := db.Plan(t.Context(), query)
		check(t, err)
		if got := strings.Join(got, "\n"); got != want {
			t.Errorf("%s\n%s\nwant\n%s", query, got, want)
		}
	}
}
