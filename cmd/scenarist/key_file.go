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
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return nil, "", fmt.Errorf("make a master key: %w", err)
		}
		if err := os.WriteFile(path, []byte(hex.EncodeToString(key)+"\n"), 0o600); err != nil {
			return nil, "", wrong("SCENARIST_DATA", "the key file cannot be written: %v", err)
		}
		return key, path, nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read the key file: %w", err)
	}
	if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, "", fmt.Errorf("the key file %s can be read by others; run: chmod 600 %s", path, path)
	}
	key, err = hex.DecodeString(strings.TrimSpace(string(data)))
	if err != nil || len(key) != 32 {
		return nil, "", fmt.Errorf("the key file %s is damaged: it should hold 64 hexadecimal digits; put it back from a backup, since the secrets cannot be read without it", path)
	}
	return key, "", nil
}
