package migrate_test

import (
	"slices"
	"strings"
	"testing"
)

// finder is a key or an index of a table, and what needs it.
type finder struct{ line, database, need string }

const (
	both     = "" // databases
	sqlite   = "SQLite"
	postgres = "PostgreSQL"
)

// finders are all by which rows of the tables are found that turns write. Each is written with the rows, so that one more has to be worth
// it, and is named here.
var finders = map[string][]finder{
	"sessions": {{"key (bot_id, chat_id, user_id)", both, "a turn loads its session and stores it"}},
	"alarms": {
		{"key (bot_id, chat_id, user_id)", both, "a turn sets the alarm of its session, and takes it back"},
		{"index alarms_at (at)", both, "the sweep looks for alarms that are overdue"},
	},
	"contacts": {{"key (bot_id, contact_id)", both, "a turn loads who writes; the page lists the people of a bot"}},
	"scopes":   {{"key (bot_id, scope, owner_id)", both, "a turn loads the variables of its chat, its bot and the workspace"}},
	"updates":  {{"key (bot_id, update_id)", both, "an update that comes again is not handled again"}},
	"events":   {{"key (bot_id, key)", both, "an event of ours that comes again is not handled again"}},
	"messages": {
		{"key (seq)", sqlite, "it is where the rows are, in the order of commits"},
		{"unique index messages_key (bot_id, chat_id, key) partial", sqlite, "an effect is stored once, and found when it was sent"},
		{"unique index messages_key (bot_id, chat_id, key, at) partial", postgres, "the same; the index of a table in parts by time holds the time"},
		{"index messages_open (seq) partial", both, "the outbox reads what is to be sent, in the order of commits"},
		{"index messages_lane (bot_id, chat_id) partial", postgres, "among several processes, what is to be sent to a chat goes in order"},
		{"index messages_received (bot_id, chat_id, at) partial", both, "the page shows what somebody wrote"},
	},
}

func TestHotTables_CarryNoIndexTheyDoNotNeed(t *testing.T) {
	t.Parallel()
	for database, tables := range map[string]schema{sqlite: sqliteSchema(t), postgres: postgresSchema(t)} {
		for table, all := range finders {
			var got, want []string
			for _, f := range all {
				if f.database == both || f.database == database {
					want = append(want, f.line)
				}
			}
			for _, line := range tables[table] {
				if !strings.HasPrefix(line, "column ") && !strings.Contains(line, " refers to ") {
					got = append(got, line)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s finds rows of %s by\n\t%s\nwant\n\t%s", database, table, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		}
	}
}
