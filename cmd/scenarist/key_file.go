package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const keyFileName = "scenarist.key"

// masterKey gives the key of the secrets: the configured one, else that of the key file, which is made at the first start.
func masterKey(s *settings) (key []byte, made string, err error) {
	if s.masterKey != nil {
		return s.masterKey, "", nil
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, "", wrong("SCENARIST_DATA", "the directory %q cannot be made: %v", s.Data, err)
	}
	path := filepath.Join(s.Data, keyFileName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		key, err := newKeyFile(path)
		if errors.Is(err, fs.ErrExist) {
			return masterKey(s) // another start was quicker
		}
		if err != nil {
			return nil, "", fmt.Errorf("SCENARIST_DATA: the key file cannot be written: %w", err)
		}
		return key, path, nil
	}
	key, err = keyIn(s, path)
	return key, "", err
}

// keyIn gives the configured key, else that of a key file, which must be there.
func keyIn(s *settings, path string) ([]byte, error) {
	if s.masterKey != nil {
		return s.masterKey, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by others; run: chmod 600 %s", path, path)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(data)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("the key file %s is damaged: it should hold 64 hexadecimal digits; put it back from a backup, since the secrets cannot be read without it", path)
	}
	return key, nil
}

// newKeyFile makes a key and its file, which is there whole and for good or not at all: without it the secrets of the
// database cannot be read. It never takes the place of another.
func newKeyFile(path string) (key []byte, err error) {
	key = make([]byte, 32)
	_, _ = rand.Read(key) // never fails: crypto/rand

	f, err := os.CreateTemp(filepath.Dir(path), keyFileName+".*") // only we can read it
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(f.Name()) }() // it may have got the file's name
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	err = os.Link(f.Name(), path)
	if err != nil && !errors.Is(err, fs.ErrExist) { // not every file system has links
		err = os.Rename(f.Name(), path)
	}
	return key, err
}
