package storage

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"
)

// MasterKeyID is the name of a master key, by which it can be spoken of: nothing can be learnt of the key from it.
func MasterKeyID(key []byte) string {
	sum := sha256.Sum256(append([]byte("scenarist master key:"), key...))
	return hex.EncodeToString(sum[:8])
}

// masterKey is one master key.
type masterKey struct {
	id   string
	aead cipher.AEAD
}

// masterKeys are those that are known, the newest first. They are read again when one is missing, so that a process that
// runs learns of a new one.
type masterKeys struct {
	source func() ([][]byte, error)

	mu   sync.Mutex
	list []*masterKey
}

func newMasterKeys(o *Options) (*masterKeys, error) {
	m := &masterKeys{source: o.Keys}
	if m.source == nil {
		m.source = func() ([][]byte, error) { return [][]byte{o.Key}, nil }
	}
	return m, m.read()
}

// read asks for the keys.
func (m *masterKeys) read() error {
	keys, err := m.source()
	if err != nil {
		return err
	}
	list := make([]*masterKey, len(keys))
	for i, key := range keys {
		if len(key) != chacha20poly1305.KeySize {
			return fmt.Errorf("the master key has %d bytes, it must have %d", len(key), chacha20poly1305.KeySize)
		}
		a, err := chacha20poly1305.NewX(key)
		if err != nil {
			return fmt.Errorf("use master key: %w", err)
		}
		list[i] = &masterKey{MasterKeyID(key), a}
	}
	if len(list) == 0 {
		return fmt.Errorf("there is no master key: %w", ErrWrongKey)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = list
	return nil
}

// all gives the keys, the newest first.
func (m *masterKeys) all() []*masterKey {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.list
}

func (m *masterKeys) newest() *masterKey { return m.all()[0] }

// ids names them.
func (m *masterKeys) ids() []string {
	var ids []string
	for _, k := range m.all() {
		ids = append(ids, k.id)
	}
	return ids
}

// find gives a key by its id, and looks for news if it is not known.
func (m *masterKeys) find(id string) (*masterKey, error) {
	if k := m.has(id); k != nil {
		return k, nil
	}
	if err := m.read(); err != nil {
		return nil, err
	}
	if k := m.has(id); k != nil {
		return k, nil
	}
	return nil, fmt.Errorf("%w: it needs the master key %s, known is %s", ErrWrongKey, id, strings.Join(m.ids(), ", "))
}

func (m *masterKeys) has(id string) *masterKey {
	list := m.all()
	if i := slices.IndexFunc(list, func(k *masterKey) bool { return k.id == id }); i >= 0 {
		return list[i]
	}
	return nil
}
