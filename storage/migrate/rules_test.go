package migrate_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hot are the tables that turns write, or that grow with people and time: who locks one of them for long stops all processes. True
// are those in parts.
var hot = map[string]bool{
	"alarms": false, "chat_rates": false, "contacts": false, "events": false, "figure_deltas": false, "figures": false, "films": true, "films_rest": false, "ledger": false,
	"messages": true, "messages_rest": false, "notes": false, "orders": false, "payments": false, "rates": false, "records": false, "scopes": false, "sessions": false,
	"slots": false, "updates": false,
}

// What is wrong with a statement.
const (
	impatient   = "a table is altered without SET LOCAL lock_timeout before it"
	plainIndex  = "an index of a hot table is not made CONCURRENTLY"
	aloneIndex  = "an index is made CONCURRENTLY without NO TRANSACTION, or without DROP INDEX CONCURRENTLY IF EXISTS before it"
	partsIndex  = "an index of a table in parts is not made ON ONLY"
	droppedKey  = "an index is dropped that the version before may need"
	takenAway   = "the version before may use what is taken away"
	restriction = "the version before does not know what is forbidden now, and the table is read under a lock"
	otherType   = "the table is read or rewritten under a lock, and the version before may not get along with it"
	ownValues   = "every row gets a value of its own, so the table is rewritten under a lock"
	noValue     = "the version before writes rows without a value for it"
	longRows    = "rows of a hot table are changed, which nobody else can change until the end"
	untold      = "what is locked cannot be told"
)

// allowed are the migrations that break rules, and which. Those up to 0050 are older than the rules. Whoever adds one says which version
// has stopped to use what is taken away, or to write what is forbidden.
var allowed = map[string][]string{
	"0008_note_data.sql":      {impatient},
	"0011_order_shipping.sql": {impatient},
	"0012_hosting.sql":        {impatient},
	"0013_retries.sql":        {impatient},
	"0014_order_data.sql":     {impatient},
	"0016_instances.sql":      {impatient, partsIndex},
	"0018_plans.sql":          {impatient},
	"0019_refresh_kinds.sql":  {impatient, otherType, otherType, takenAway, restriction},
	"0023_keys.sql":           {impatient},
	"0024_tallies.sql":        {impatient},
	"0025_quotas.sql":         {impatient},
	"0027_digests.sql":        {impatient},
	"0031_members.sql":        {impatient},
	"0034_revision_notes.sql": {impatient},
	"0038_media.sql":          {impatient},
	"0041_figures.sql":        {plainIndex},
	"0042_received.sql":       {partsIndex},
	"0046_block_notices.sql":  {impatient},
	"0048_block_looks.sql":    {impatient},
	"0050_effect_states.sql":  {impatient},
}

// A migration leaves what the version before reads and writes, and locks no table for long; see doc.go.
func TestMigrations_OfPostgresKeepTheRules(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("postgres")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile("postgres/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if got := breaches(string(text)); !slices.Equal(got, allowed[f.Name()]) {
			t.Errorf("%s: %q, want %q", f.Name(), got, allowed[f.Name()])
		}
	}
}

func TestBreaches_AreFound(t *testing.T) {
	t.Parallel()
	const patience = "SET LOCAL lock_timeout = '1s';\n"
	for up, want := range map[string][]string{
		"CREATE TABLE birds (id bigint);\nCREATE INDEX birds_id ON birds (id);\nALTER TABLE birds ALTER COLUMN id SET NOT NULL, DROP COLUMN id;": nil,
		"CREATE INDEX staff_role ON staff (role);":                                                                                       nil,
		patience + "ALTER TABLE bots ADD COLUMN colour text NOT NULL DEFAULT 'red', ADD size numeric(3, 1);":                             nil,
		patience + "ALTER TABLE public.sessions ADD COLUMN colour text COLLATE \"C\" NOT NULL DEFAULT '(';":                              nil,
		patience + "ALTER TABLE messages ALTER COLUMN state SET STATISTICS 0;":                                                           nil,
		"-- DROP TABLE bots;\n/* DROP TABLE bots; */ INSERT INTO bots VALUES ('; DROP TABLE bots;');":                                    nil,
		"CREATE INDEX messages_kind ON ONLY messages (kind);":                                                                            nil,
		"-- +goose NO TRANSACTION\nDROP INDEX CONCURRENTLY IF EXISTS updates_at;\nCREATE INDEX CONCURRENTLY updates_at ON updates (at);": nil,

		"CREATE INDEX sessions_at ON sessions (at);":                                    {plainIndex},
		"create unique index if not exists \"updates_at\"\n\ton \"updates\" (at);":      {plainIndex},
		"CREATE INDEX ON contacts USING hash (bot_id);":                                 {plainIndex},
		"CREATE INDEX CONCURRENTLY orders_at ON orders (at);":                           {aloneIndex},
		"-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY orders_at ON orders (at);": {aloneIndex},
		"CREATE INDEX messages_kind ON messages (kind);":                                {partsIndex},
		"CREATE INDEX CONCURRENTLY films_turn ON films (turn);":                         {partsIndex},
		"DROP INDEX messages_key;":                                                      {droppedKey},
		"DROP INDEX CONCURRENTLY IF EXISTS ledger_tx;":                                  {droppedKey},

		"ALTER TABLE sessions ADD COLUMN colour text;":                                                   {impatient},
		"-- +goose NO TRANSACTION\n" + patience + "ALTER TABLE bots ADD COLUMN colour text;":             {impatient},
		"ALTER TABLE ONLY records ADD COLUMN colour text;":                                               {impatient},
		patience + "ALTER TABLE bots ADD COLUMN made_at timestamptz DEFAULT clock_timestamp();":          {ownValues},
		patience + "ALTER TABLE bots ADD COLUMN colour text, ADD COLUMN n bigserial;":                    {ownValues},
		patience + "ALTER TABLE bots ADD COLUMN n bigint GENERATED BY DEFAULT AS IDENTITY;":              {ownValues},
		patience + "ALTER TABLE bots ADD colour text NOT NULL;":                                          {noValue},
		patience + "ALTER TABLE bots ADD COLUMN staff bigint REFERENCES staff (id);":                     {restriction},
		patience + "ALTER TABLE bots ADD COLUMN size bigint DEFAULT 0 CHECK (size < 9);":                 {restriction},
		patience + "ALTER TABLE bots ADD CONSTRAINT small CHECK (size < 9) NOT VALID;":                   {restriction},
		patience + "ALTER TABLE bots ADD UNIQUE (name), ADD PRIMARY KEY (id);":                           {restriction, restriction},
		patience + "ALTER TABLE bots ALTER COLUMN name TYPE varchar(9);":                                 {otherType},
		patience + "ALTER TABLE bots ALTER name SET DATA TYPE varchar(9);":                               {otherType},
		patience + "ALTER TABLE bots ALTER COLUMN name SET NOT NULL;":                                    {otherType},
		patience + "ALTER TABLE bots ALTER COLUMN name DROP NOT NULL, ALTER COLUMN paused DROP DEFAULT;": {otherType, otherType},
		patience + "ALTER TABLE IF EXISTS bots DROP COLUMN IF EXISTS name;":                              {takenAway},
		patience + "ALTER TABLE bots RENAME COLUMN name TO title;":                                       {takenAway},
		patience + "ALTER TABLE bots RENAME TO robots;":                                                  {takenAway},
		patience + "ALTER TABLE bots DROP CONSTRAINT bots_pkey;":                                         {takenAway},
		patience + "ALTER TABLE messages DETACH PARTITION messages_rest;":                                {takenAway},
		"DROP TABLE IF EXISTS bots;":                                                                     {takenAway},
		"DROP FUNCTION audit_is_kept;":                                                                   {takenAway},
		"TRUNCATE bots;":                                                                                 {takenAway},
		"UPDATE sessions SET version = 0;":                                                               {longRows},
		"WITH a AS (SELECT 1) DELETE FROM ONLY updates;":                                                 {longRows},
		"CREATE INDEX messages_rest_kind ON messages_rest (kind);":                                       {plainIndex},
		"DELETE FROM updates;": {longRows},
		"CREATE TABLE messages_old PARTITION OF messages FOR VALUES FROM (0) TO (1);":        {untold},
		"LOCK TABLE sessions IN SHARE MODE;":                                                 {untold},
		"REINDEX TABLE sessions;":                                                            {untold},
		"-- +goose StatementBegin\nDO $$ BEGIN ALTER TABLE bots DROP COLUMN name; END $$;\n": {untold},
		"ALTER TABLE messages ADD COLUMN colour text NOT NULL;\nDROP TABLE bots;":            {impatient, noValue, takenAway},
		"DROP TABLE bots;\n-- +goose Down\nDROP TABLE staff;":                                {takenAway},
	} {
		if got := breaches("-- +goose Up\n" + up); !slices.Equal(got, want) {
			t.Errorf("%s\n%q, want %q", up, got, want)
		}
	}
}

// migration is what is known of a file where a statement stands in it.
type migration struct {
	whole   string          // its way up
	own     map[string]bool // tables that it made, with which it may do what it likes
	dropped map[string]bool // indexes
	patient bool            // does not wait for a lock for long
}

var cleanings = []struct {
	form *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`--[^\n]*|(?s:/\*.*?\*/)`), ""},
	{regexp.MustCompile(`'[^']*'`), "''"},
	{regexp.MustCompile(`"|\bpublic\.`), ""},
	{regexp.MustCompile(`\s+`), " "},
}

// breaches tells what the way up of a file does that it must not, in its order.
func breaches(file string) (all []string) {
	up, _, _ := strings.Cut(file, "-- +goose Down")
	m := migration{whole: strings.ToLower(up), own: map[string]bool{}, dropped: map[string]bool{}}
	clean := m.whole
	for _, c := range cleanings {
		clean = c.form.ReplaceAllString(clean, c.by)
	}
	for s := range strings.SplitSeq(clean, ";") {
		s = strings.TrimSpace(s)
		for _, kind := range kinds {
			if found := kind.form.FindStringSubmatch(s); found != nil {
				all = append(all, kind.judge(&m, found)...)
				break
			}
		}
	}
	return all
}

// kinds are the statements that there are rules for.
var kinds = []struct {
	form  *regexp.Regexp
	judge func(m *migration, found []string) []string
}{
	{regexp.MustCompile(`^set local lock_timeout`), func(m *migration, _ []string) []string {
		m.patient = !m.alone() // else there is nothing that it would be local to
		return nil
	}},
	{regexp.MustCompile(`^create (?:unlogged )?table (?:if not exists )?(\w+)( partition of (\w+))?`), func(m *migration, found []string) []string {
		if found[2] != "" && !m.own[found[3]] {
			return []string{untold}
		}
		m.own[found[1]] = true
		return nil
	}},
	{regexp.MustCompile(`^create (?:unique )?index (concurrently )?(?:if not exists )?(?:(\w+) )??on (only )?(\w+)`), (*migration).makesIndex},
	{regexp.MustCompile(`^drop index (concurrently )?(?:if exists )?(\w+)`), func(m *migration, found []string) []string {
		m.dropped[found[2]] = true
		if found[1] == "" || !strings.Contains(m.whole, "create index concurrently "+found[2]+" on ") {
			return []string{droppedKey}
		}
		return nil
	}},
	{regexp.MustCompile(`^(?:drop|truncate) `), func(*migration, []string) []string { return []string{takenAway} }},
	{regexp.MustCompile(`^(?:with .*\b)?(?:update|delete from) (?:only )?(\w+)`), func(_ *migration, found []string) []string {
		if _, isHot := hot[found[1]]; isHot {
			return []string{longRows}
		}
		return nil
	}},
	{regexp.MustCompile(`^alter table (?:if exists )?(?:only )?(\w+) (.*)$`), (*migration).altersTable},
	{regexp.MustCompile(`^(?:lock|cluster|reindex|vacuum|do)\b`), func(*migration, []string) []string { return []string{untold} }},
}

// alone tells that each statement is a transaction of its own.
func (m *migration) alone() bool { return strings.Contains(m.whole, "-- +goose no transaction") }

func (m *migration) makesIndex(found []string) []string {
	concurrently, name, only, table := found[1] != "", found[2], found[3] != "", found[4]
	inParts, isHot := hot[table]
	switch {
	case m.own[table] || !isHot || inParts && only:
		return nil
	case inParts:
		return []string{partsIndex}
	case !concurrently:
		return []string{plainIndex}
	case !m.alone() || !m.dropped[name]:
		return []string{aloneIndex}
	}
	return nil
}

func (m *migration) altersTable(found []string) (all []string) {
	if m.own[found[1]] {
		return nil
	}
	if !m.patient {
		all, m.patient = append(all, impatient), true // said once is enough
	}
	for _, part := range parts(found[2]) {
		at := slices.IndexFunc(alterations, func(a alteration) bool { return a.form.MatchString(part) })
		switch {
		case at >= 0:
			all = append(all, alterations[at].why)
		case strings.HasPrefix(part, "add ") && strings.Contains(part, " not null") && !strings.Contains(part, " default "):
			all = append(all, noValue)
		}
	}
	return all
}

type alteration struct {
	form *regexp.Regexp
	why  string
}

// alterations are what a part of an ALTER TABLE must not be.
var alterations = []alteration{
	{regexp.MustCompile(`^(?:drop|rename|attach|detach|disable|enable|set (?:logged|unlogged|tablespace|schema))\b`), takenAway},
	{regexp.MustCompile(`^alter (?:column )?\w+ (?:type|set data|set not null|drop|add generated)\b`), otherType},
	{regexp.MustCompile(`^add (?:constraint|primary key|unique|check|foreign key|exclude)\b`), restriction},
	{regexp.MustCompile(`^add .*(?:\b(?:references|unique|check|primary)\b)`), restriction},
	{regexp.MustCompile(`^add .*(?:\bgenerated\b|serial\b|\bdefault .*\()`), ownValues},
}

// parts splits what an ALTER TABLE does at the commas that are in no parentheses.
func parts(s string) (all []string) {
	depth, from := 0, 0
	for i, c := range s {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			all, from = append(all, strings.TrimSpace(s[from:i])), i+1
		}
	}
	return append(all, strings.TrimSpace(s[from:]))
}
