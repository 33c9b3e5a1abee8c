package program

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestDoctor_Writeback(t *testing.T) {
	t.Parallel()
	const (
		late = "what files have grown by may stay in memory for 30s and is then written in one go: under heavy load commits can stand still for half a second; examples/deploy/sysctl.conf spreads it"
		soon = "what files have grown by is written within 1s"
	)
	for name, c := range map[string]struct {
		postgres, expire, bytes string
		says                    string
	}{
		"as kernels are":     {expire: "3000\n", bytes: "0\n", says: late},
		"as we advise":       {expire: "100\n", bytes: "16777216\n", says: soon},
		"much at once":       {expire: "3000\n", bytes: "16777216\n", says: late},
		"PostgreSQL here":    {postgres: "postgres://u@127.0.0.1/db", expire: "100\n", bytes: "16777216\n", says: soon},
		"PostgreSQL, socket": {postgres: "postgres:///db?host=/run/postgresql", expire: "100\n", bytes: "16777216\n", says: soon},
		"PostgreSQL there":   {postgres: "postgres://u@db.example.com/db", expire: "3000\n", bytes: "0\n"},
		"another system":     {},
		"a strange kernel":   {expire: "soon\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kernel := t.TempDir()
			for file, text := range map[string]string{"dirty_expire_centisecs": c.expire, "dirty_background_bytes": c.bytes} {
				if text == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(kernel, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			d := &doctor{s: &settings{postgres: c.postgres}}
			var want []diagnosis
			if c.says != "" {
				want = []diagnosis{{Check: "kernel", Level: levelOK, Says: c.says}}
			}
			if got := d.writeback(kernel); !slices.Equal(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
