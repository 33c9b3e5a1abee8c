package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ErrNoTool says that PostgreSQL's own programs for backups are not on this machine.
var ErrNoTool = errors.New("PostgreSQL's program is not installed here (Debian: apt-get install postgresql-client)")

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
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "0" // a snapshot waits for pg_dump
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

// runTool runs one of PostgreSQL's programs. What it prints goes to read, if there is one. The password is nowhere but in its
// environment; nothing of ours is.
func runTool(ctx context.Context, config *pgx.ConnConfig, read func(io.Reader) error, name string, args ...string) (err error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, ErrNoTool)
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
			return err
		}
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", name, err)
	}
	var failed error
	if read != nil {
		if failed = read(out); failed != nil {
			cancel() // it would wait for ever for somebody who reads on
		}
	}
	err = cmd.Wait()
	if failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(said.String()))
	}
	return nil
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
