package program

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestKeyFile_IsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	s := &settings{config: config{Data: filepath.Join(t.TempDir(), "new", "data")}}
	first, made, err := masterKeys(s)
	path := filepath.Join(s.Data, "scenarist.key")
	if err != nil || made != path || len(first) != 1 || len(first[0]) != 32 {
		t.Fatalf("got %x, %q, %v", first, made, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	again, made, err := masterKeys(s)
	if err != nil || made != "" || !slices.EqualFunc(again, first, bytes.Equal) {
		t.Errorf("got %x, %q, %v; the first was %x", again, made, err, first)
	}
	s.masterKeys = [][]byte{bytes.Repeat([]byte{1}, 32)}
	if given, made, err := masterKeys(s); err != nil || made != "" || !slices.EqualFunc(given, s.masterKeys, bytes.Equal) {
		t.Errorf("got %x, %q, %v", given, made, err)
	}
}

func TestKeyFile_SeveralStartsAtOnceShareOne(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	keys := make([][]byte, 8)
	var group sync.WaitGroup
	for i := range keys {
		group.Go(func() {
			all, _, err := masterKeys(&settings{config: config{Data: dir}})
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = all[0]
		})
	}
	group.Wait()
	for _, key := range keys {
		if !bytes.Equal(key, keys[0]) || len(key) != 32 {
			t.Errorf("one got %x, another %x", keys[0], key)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%d files are there, %v", len(left), err)
	}
}

func TestKeyFile_TroubleIsExplained(t *testing.T) {
	t.Parallel()
	write := func(content string, mode os.FileMode) string {
		dir := t.TempDir()
		path := filepath.Join(dir, "scenarist.key")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil { // WriteFile's mode is cut by the umask
			t.Fatal(err)
		}
		return dir
	}
	file := filepath.Join(write("", 0o600), "scenarist.key")
	cases := map[string]struct{ dir, want string }{
		"damaged":     {write("no key", 0o600), "is damaged: it should hold 64 hexadecimal digits a line; put it back from a backup"},
		"a directory": {filepath.Join(file, "data"), "SCENARIST_DATA (--data): the directory"},
	}
	if runtime.GOOS != "windows" {
		cases["open to others"] = struct{ dir, want string }{write(testKey, 0o644), "can be read by others; run: chmod 600 "}
	}
	for name, c := range cases {
		_, _, err := masterKeys(&settings{config: config{Data: c.dir}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}
