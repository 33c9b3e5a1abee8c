package storage

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNoTool says that PostgreSQL's own programs for backups are not on this machine.
var ErrNoTool = errors.New("PostgreSQL's program is not installed here (Debian: apt-get install postgresql-client)")

// dumpPostgres has pg_dump write the database into a file, as it is at one moment, and compares what is in the file with
// what the database held at that moment.
func dumpPostgres(ctx context.Context, address, file string) (_ *Copy, err error) {
	conn, config, err := connectAsIs(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if ours, _, err := ownTables(ctx, conn); err != nil || !ours {
		return nil, cmp.Or(err, ErrForeign)
	}
	// The snapshot lives as long as its transaction.
	at, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer func() { err = errors.Join(err, at.Rollback(context.WithoutCancel(ctx))) }()
	var snapshot string
	if err := at.QueryRow(ctx, "SELECT pg_export_snapshot()").Scan(&snapshot); err != nil {
		return nil, fmt.Errorf("take a snapshot: %w", err)
	}
	want, err := countPostgres(ctx, at)
	if err != nil {
		return nil, err
	}
	_, err = runTool(ctx, config, nil, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+snapshot, "--file="+file)
	if err != nil {
		return nil, err
	}
	c, err := LookAtCopy(ctx, file)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if c.Rows[name] != want[name] {
			return nil, fmt.Errorf("the copy has %d rows of %s, the database has %d", c.Rows[name], name, want[name])
		}
	}
	return c, nil
}

// connectAsIs connects to a database, whatever its version and whoever has it. The configuration is for PostgreSQL's own
// programs.
func connectAsIs(ctx context.Context, address string) (*pgx.Conn, *pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(withoutPool(address))
	if err != nil {
		return nil, nil, fmt.Errorf("read address: %w", err)
	}
	plain := config.Copy() // for programs that know less parameters
	config.RuntimeParams["application_name"] = toolName
	config.RuntimeParams["timezone"] = "UTC"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, nil, fmt.Errorf("connect: %w", err)
	}
	return conn, plain, nil
}

// ownTables reports whether a database has our tables, and whether it has others.
func ownTables(ctx context.Context, conn *pgx.Conn) (ours, others bool, err error) {
	err = conn.QueryRow(ctx, `SELECT to_regclass('vault_keys') IS NOT NULL, EXISTS (
		SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
		AND relname NOT LIKE 'goose\_%')`).Scan(&ours, &others)
	if err != nil {
		return false, false, fmt.Errorf("read schema: %w", err)
	}
	return ours, others && !ours, nil
}

// toolName is how the server knows us while we look at a database without having it.
const toolName = "scenarist tool"

// withoutPool takes away the parameters that are for our pool.
func withoutPool(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // whoever reads it says what is wrong
	}
	q := u.Query()
	for name := range q {
		if strings.HasPrefix(name, "pool_") {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// countPostgres counts the rows of all tables, partitions with their table.
func countPostgres(ctx context.Context, at pgx.Tx) (map[string]int64, error) {
	rows, err := at.Query(ctx, `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
		AND relkind IN ('r', 'p') AND NOT relispartition`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	counts := map[string]int64{}
	for _, name := range names {
		var n int64
		if err := at.QueryRow(ctx, "SELECT count(*) FROM "+pgx.Identifier{name}.Sanitize()).Scan(&n); err != nil {
			return nil, fmt.Errorf("count %s: %w", name, err)
		}
		counts[name] = n
	}
	return counts, nil
}

// runTool runs one of PostgreSQL's programs. What it prints goes to read, if there is one. The password is nowhere but in its
// environment; nothing of ours is.
func runTool(ctx context.Context, config *pgx.ConnConfig, read func(io.Reader) error, name string, args ...string) (_ string, err error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, ErrNoTool)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append([]string{"LC_ALL=C", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, toolEnv(config)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	var out io.ReadCloser
	if read != nil {
		if out, err = cmd.StdoutPipe(); err != nil {
			return "", err
		}
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start %s: %w", name, err)
	}
	var failed error
	if read != nil {
		if failed = read(out); failed != nil {
			cancel() // it would wait for ever for somebody who reads on
		}
	}
	err = cmd.Wait()
	if failed != nil {
		return "", failed
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(said.String()))
	}
	return said.String(), nil
}

// toolEnv tells libpq where the database is: https://www.postgresql.org/docs/current/libpq-envars.html. Nil is for a program
// that connects to none.
func toolEnv(c *pgx.ConnConfig) []string {
	if c == nil {
		return nil
	}
	hosts, ports := []string{c.Host}, []string{strconv.Itoa(int(c.Port))}
	for _, f := range c.Fallbacks {
		if f.Host != hosts[len(hosts)-1] || strconv.Itoa(int(f.Port)) != ports[len(ports)-1] { // the same once more: without TLS
			hosts, ports = append(hosts, f.Host), append(ports, strconv.Itoa(int(f.Port)))
		}
	}
	env := []string{
		"PGHOST=" + strings.Join(hosts, ","), "PGPORT=" + strings.Join(ports, ","), "PGUSER=" + c.User,
		"PGDATABASE=" + c.Database, "PGPASSWORD=" + c.Password, "PGAPPNAME=" + toolName,
	}
	if u, err := url.Parse(c.ConnString()); err == nil {
		for parameter, variable := range map[string]string{
			"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
			"connect_timeout": "PGCONNECT_TIMEOUT", "target_session_attrs": "PGTARGETSESSIONATTRS",
		} {
			if value := u.Query().Get(parameter); value != "" {
				env = append(env, variable+"="+value)
			}
		}
	}
	if path := c.RuntimeParams["search_path"]; path != "" {
		env = append(env, "PGOPTIONS=-c search_path="+strings.NewReplacer(`\`, `\\`, " ", `\ `).Replace(path))
	}
	slices.Sort(env)
	return env
}

// readDump has pg_restore write out the whole content, which finds what is damaged or missing, and counts it.
func (c *Copy) readDump(ctx context.Context) error {
	_, err := runTool(ctx, nil, c.scanDump, "pg_restore", "--data-only", "--file=-", c.File)
	if err != nil {
		if errors.Is(err, ErrNoTool) || ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if _, ok := c.Rows["vault_keys"]; !ok {
		return ErrForeign
	}
	return nil
}

// scanDump reads a script of pg_restore: rows are between a line "COPY schema.table (column, …) FROM stdin;" and a line "\.",
// one a line, columns between tabs.
func (c *Copy) scanDump(script io.Reader) error {
	const most = 64 << 10 // what is read of a row; what is looked at comes first
	r := bufio.NewReaderSize(script, most)
	table, columns := "", []string(nil)
	for {
		line, more, err := r.ReadLine()
		if errors.Is(err, io.EOF) {
			return nil
		}
		text := string(line)
		for more && err == nil {
			_, more, err = r.ReadLine()
		}
		if err != nil {
			return err
		}
		switch {
		case table == "":
			table, columns = copyLine(text)
			if _, known := c.Rows[table]; table != "" && !known {
				c.Rows[table] = 0
			}
		case text == `\.`:
			table = ""
		default:
			c.Rows[table]++
			if err := c.scanRow(table, columns, strings.Split(text, "\t")); err != nil {
				return err
			}
		}
	}
}

// copyLine gives the table whose rows follow, partitions under the name of their table; "" for any other line.
func copyLine(line string) (table string, columns []string) {
	rest, ok := strings.CutPrefix(line, "COPY ")
	if !ok {
		return "", nil
	}
	name, rest, ok := strings.Cut(rest, " (")
	list, ok2 := strings.CutSuffix(rest, ") FROM stdin;")
	if !ok || !ok2 {
		return "", nil
	}
	table = strings.Trim(name[strings.LastIndex(name, ".")+1:], `"`)
	if strings.HasPrefix(table, partitionPrefix) || table == "messages_rest" {
		table = "messages"
	}
	return table, strings.Split(list, ", ")
}

func (c *Copy) scanRow(table string, columns, values []string) error {
	get := func(column string) string {
		i := slices.Index(columns, column)
		if i < 0 || i >= len(values) {
			return ""
		}
		return values[i]
	}
	for name, n := range map[string]*int64{"bots": &c.Holds.Bots, "contacts": &c.Holds.People, "sessions": &c.Holds.Sessions, "orders": &c.Holds.Orders} {
		if table == name && !strings.HasPrefix(get("bot_id"), "-") { // those that are tried have negative ids
			*n++
		}
	}
	switch table {
	case "trials":
		c.Holds.Trials++
	case "goose_db_version":
		if n, err := strconv.ParseInt(get("version_id"), 10, 64); err == nil && get("is_applied") == "t" {
			c.Schema = max(c.Schema, n)
		}
	case "vault_keys":
		row := vaultKeyRow{Master: get("master")} // none in an older one
		row.ID, _ = strconv.ParseInt(get("id"), 10, 64)
		row.BotID, _ = strconv.ParseInt(get("bot_id"), 10, 64)
		row.Wrapped, _ = hex.DecodeString(strings.TrimPrefix(get("wrapped"), `\\x`)) // what is no key opens nothing
		c.keys = append(c.keys, row)
	case "messages":
		us, err := strconv.ParseInt(get("at"), 10, 64)
		if err != nil {
			return fmt.Errorf("%w: a message has no time", ErrDamaged)
		}
		if at := time.UnixMicro(us).UTC(); at.After(c.Newest) {
			c.Newest = at
		}
		if state := get("state"); state == "pending" || state == "sending" {
			c.Pending++
		}
	}
	return nil
}
