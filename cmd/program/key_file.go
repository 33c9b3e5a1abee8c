package program

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/storage"
)

const (
	keyFileName = "scenarist.key"
	// oldKeysName is the file of master keys that were in use once: a backup of the database from then needs them.
	oldKeysName = "scenarist.key.old"
)

// masterKeys gives the master keys, the newest first: the configured ones, else those of the key file, which is made at the
// first start.
func masterKeys(s *settings) (keys [][]byte, made string, err error) {
	if s.masterKeys != nil {
		return s.masterKeys, "", nil
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, "", wrong("SCENARIST_DATA", "the directory %q cannot be made: %v", s.Data, err)
	}
	f := keyFile(s.Data)
	keys, err = f.read()
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, "", err
	}
	key := newKey()
	err = f.create([][]byte{key})
	if errors.Is(err, fs.ErrExist) {
		return masterKeys(s) // another start was quicker
	}
	if err != nil {
		return nil, "", fmt.Errorf("SCENARIST_DATA: the key file cannot be written: %w", err)
	}
	return [][]byte{key}, f.path, nil
}

// keySource gives the master keys as they are now, and makes none.
func keySource(s *settings) func() ([][]byte, error) {
	return func() ([][]byte, error) {
		if s.masterKeys != nil {
			return s.masterKeys, nil
		}
		return keyFile(s.Data).read()
	}
}

func newKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails: crypto/rand
	return key
}

// keysFile is a file of keys, one a line, the newest first.
type keysFile struct{ path string }

func keyFile(data string) keysFile { return keysFile{filepath.Join(data, keyFileName)} }

func oldKeysFile(data string) keysFile { return keysFile{filepath.Join(data, oldKeysName)} }

// with gives the keys of the file and then those of others that are there.
func (f keysFile) with(others ...keysFile) ([][]byte, error) {
	var keys [][]byte
	for _, f := range append([]keysFile{f}, others...) {
		more, err := f.read()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, key := range more {
			if !slices.ContainsFunc(keys, func(k []byte) bool { return string(k) == string(key) }) {
				keys = append(keys, key)
			}
		}
	}
	return keys, nil
}

// knownKeys gives all master keys that this server has had: the configured ones, else those of the key file and those that
// were put aside. What was made before a rotation needs them.
func knownKeys(s *settings) ([][]byte, error) {
	if s.masterKeys != nil {
		return s.masterKeys, nil
	}
	return keyFile(s.Data).with(oldKeysFile(s.Data))
}

// read gives the keys. It refuses a file that others can read.
func (f keysFile) read() ([][]byte, error) {
	data, err := os.ReadFile(f.path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info, err := os.Stat(f.path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by others; run: chmod 600 %s", f.path, f.path)
	}
	var keys [][]byte
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, err := hex.DecodeString(line)
		if err != nil || len(key) != 32 {
			return nil, f.damaged()
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, f.damaged()
	}
	return keys, nil
}

func (f keysFile) damaged() error {
	return fmt.Errorf("the key file %s is damaged: it should hold 64 hexadecimal digits a line; put it back from a backup, since the secrets cannot be read without it", f.path)
}

// write has the file hold the keys, for good or not at all: without it the secrets of the database cannot be read.
func (f keysFile) write(keys [][]byte) error {
	return f.put(keys, os.Rename)
}

// create is write for a file that is not there; it never takes the place of another.
func (f keysFile) create(keys [][]byte) error {
	return f.put(keys, func(from, to string) error {
		err := os.Link(from, to)
		if err != nil && !errors.Is(err, fs.ErrExist) { // not every file system has links
			err = os.Rename(from, to)
		}
		return err
	})
}

func (f keysFile) put(keys [][]byte, move func(from, to string) error) error {
	dir := filepath.Dir(f.path)
	t, err := os.CreateTemp(dir, keyFileName+".*.tmp") // only we can read it
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(t.Name()) }() // it may have got the file's name
	var text strings.Builder
	for _, key := range keys {
		text.WriteString(hex.EncodeToString(key) + "\n")
	}
	_, err = t.WriteString(text.String())
	if err = errors.Join(err, t.Sync(), t.Close()); err != nil {
		return err
	}
	if err := move(t.Name(), f.path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a name that was changed in a directory survive a power cut, where the system can.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// prepend puts a new key in front, unless one waits there already: one that no data key is sealed with.
func (f keysFile) prepend(inUse []string) error {
	keys, err := f.read()
	if err != nil || !slices.Contains(inUse, storage.MasterKeyID(keys[0])) {
		return err
	}
	return f.write(append([][]byte{newKey()}, keys...))
}

// retire moves the keys that are not in use to the file of old ones, and gives how many.
func (f keysFile) retire(inUse []string, old keysFile) (int, error) {
	keys, err := f.read()
	if err != nil {
		return 0, err
	}
	unused := func(key []byte) bool { return !slices.Contains(inUse, storage.MasterKeyID(key)) }
	given := slices.DeleteFunc(slices.Clone(keys), func(k []byte) bool { return !unused(k) })
	if len(given) == 0 || len(given) == len(keys) {
		return 0, nil
	}
	before, err := old.read()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	for _, key := range before {
		if !slices.ContainsFunc(given, func(k []byte) bool { return string(k) == string(key) }) {
			given = append(given, key)
		}
	}
	if err := old.write(given); err != nil { // first, so that none is lost
		return 0, err
	}
	left := slices.DeleteFunc(slices.Clone(keys), unused)
	return len(keys) - len(left), f.write(left)
}
