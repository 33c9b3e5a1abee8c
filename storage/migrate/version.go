package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Known gives the newest schema version that this program knows.
func Known() (int64, error) {
	files, err := fs.Glob(sqliteFiles, "sqlite/*.sql")
	if err != nil {
		return 0, fmt.Errorf("list migrations: %w", err)
	}
	var newest int64
	for _, name := range files {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "sqlite/"), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the number of %s: %w", name, err)
		}
		newest = max(newest, n)
	}
	return newest, nil
}

var createsTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+) [(]`)

// Tables gives the names of all tables that our migrations make, sorted. Some may be gone again, or not be there yet.
func Tables() ([]string, error) {
	files, err := fs.Glob(postgresFiles, "postgres/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var names []string
	for _, name := range files {
		text, err := fs.ReadFile(postgresFiles, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		for _, m := range createsTable.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Queryer is a handle or a transaction.
type Queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Version gives the schema version of either database. It changes nothing; an error may mean that there is none.
func Version(ctx context.Context, db Queryer) (int64, error) {
	var version int64
	err := db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}
