package storage

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"
	"gorm.io/gorm"
)

// vault knows the keys: the master keys, and the data keys that they have opened.
type vault struct {
	masters *masterKeys

	mu     sync.RWMutex
	opened map[int64]cipher.AEAD // data keys by id; only such as are committed
}

// maxOpened bounds the data keys in memory; one takes some hundred bytes.
const maxOpened = 100_000

func newVault(m *masterKeys) *vault {
	return &vault{masters: m, opened: map[int64]cipher.AEAD{}}
}

func (v *vault) known(id int64) (cipher.AEAD, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	a, ok := v.opened[id]
	return a, ok
}

func (v *vault) remember(id int64, a cipher.AEAD) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.opened) >= maxOpened { // most are those of bots that have gone
		clear(v.opened)
	}
	v.opened[id] = a
}

// vaultKeyRow is one row of vault_keys: a data key, sealed with a master key.
type vaultKeyRow struct {
	ID        int64  `gorm:"column:id;primaryKey;autoIncrement:false"`
	BotID     int64  `gorm:"column:bot_id"`
	Wrapped   []byte `gorm:"column:wrapped"`
	Master    string `gorm:"column:master"`
	MadeAt    int64  `gorm:"column:made_at"`
	WrappedAt int64  `gorm:"column:wrapped_at"`
	RetiredAt *int64 `gorm:"column:retired_at"`
}

// TableName is the table's name.
func (vaultKeyRow) TableName() string { return "vault_keys" }

// about is what the sealed data key is bound to. Those from before there were ids of master keys belonged to all bots.
func (r *vaultKeyRow) about() []byte {
	name := strconv.FormatInt(r.BotID, 10)
	if r.Master == "" {
		name = ""
	}
	return about("vault_keys", "wrapped", r.ID, name)
}

// noBot owns the data key that every database has: it shows whether the master key is right, and names the one in use.
const noBot = 0

// firstKeyID is the data key that sealed the values of all bots before each had its own.
const firstKeyID = 1

// unwrap gives the data key of a row, in clear; ErrWrongKey if no master key that is known opens it.
func (v *vault) unwrap(r *vaultKeyRow) ([]byte, error) {
	if r.Master == "" {
		for _, m := range v.masters.all() {
			if key, err := unseal(m.aead, r.Wrapped, r.about()); err == nil {
				return key, nil
			}
		}
		return nil, ErrWrongKey
	}
	m, err := v.masters.find(r.Master)
	if err != nil {
		return nil, err
	}
	key, err := unseal(m.aead, r.Wrapped, r.about())
	if err != nil {
		return nil, fmt.Errorf("data key %x is damaged: %w", r.ID, err)
	}
	return key, nil
}

// wrap seals a data key for its row with a master key.
func (r *vaultKeyRow) wrap(m *masterKey, key []byte, now int64) {
	r.Master, r.WrappedAt = m.id, now
	r.Wrapped = seal(m.aead, key, r.about())
}

// keyring finds data keys by their ids.
type keyring func(id int64) (cipher.AEAD, error)

// keys are the data keys as they are committed.
func (d *DB) keys(ctx context.Context) keyring {
	return func(id int64) (cipher.AEAD, error) {
		if a, ok := d.vault.known(id); ok {
			return a, nil
		}
		a, err := d.vault.read(d.read.WithContext(ctx), id)
		if err == nil {
			d.vault.remember(id, a)
		}
		return a, err
	}
}

// keysIn are the data keys as a transaction sees them. It may have made one that never comes to be.
func (d *DB) keysIn(t *tx) keyring {
	return func(id int64) (cipher.AEAD, error) {
		if a, ok := d.vault.known(id); ok {
			return a, nil
		}
		return d.vault.read(t.gorm, id)
	}
}

func (v *vault) read(g *gorm.DB, id int64) (cipher.AEAD, error) {
	var row vaultKeyRow
	if err := g.Where("id = ?", id).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read data key %x: %w", id, found(err))
	}
	return v.open(&row)
}

func (v *vault) open(r *vaultKeyRow) (cipher.AEAD, error) {
	key, err := v.unwrap(r)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(key)
}

// readAhead opens all data keys at once if one of a bot's is not known: one by one takes too long where there are
// thousands.
func (d *DB) readAhead(ctx context.Context, bots []botRow) error {
	missing := slices.ContainsFunc(bots, func(b botRow) bool {
		_, ok := d.vault.known(sealedWith(b.Token))
		return !ok && len(b.Token) > 0
	})
	if !missing {
		return nil
	}
	var rows []vaultKeyRow
	if err := d.read.WithContext(ctx).Find(&rows).Error; err != nil {
		return fmt.Errorf("read data keys: %w", err)
	}
	for i := range rows {
		if _, ok := d.vault.known(rows[i].ID); ok {
			continue
		}
		a, err := d.vault.open(&rows[i])
		if err != nil {
			continue // whoever needs this one is told
		}
		d.vault.remember(rows[i].ID, a)
	}
	return nil
}

// sealedMark begins a sealed value; the id of its data key follows. Values from before there were ids have neither.
const sealedMark = "\x00sk1"

const sealedHead = len(sealedMark) + 8

// sealedWith gives the id of a value's data key; firstKeyID if it names none.
func sealedWith(sealed []byte) int64 {
	if !marked(sealed) {
		return firstKeyID
	}
	return int64(binary.BigEndian.Uint64(sealed[len(sealedMark):])) //nolint:gosec // the bits of an id
}

// marked reports whether a value names its data key.
func marked(sealed []byte) bool {
	return len(sealed) >= sealedHead && string(sealed[:len(sealedMark)]) == sealedMark
}

// sealer seals the values of one bot in one transaction.
type sealer struct {
	botID int64
	keyID int64
	aead  cipher.AEAD
}

// seal encrypts a value for one column of one row; it can be read nowhere else. An empty value gives nil, NULL.
func (s *sealer) seal(plain []byte, table, column, name string) []byte {
	if len(plain) == 0 {
		return nil
	}
	head := binary.BigEndian.AppendUint64([]byte(sealedMark), uint64(s.keyID)) //nolint:gosec // the bits of an id
	return append(head, seal(s.aead, plain, about(table, column, s.botID, name))...)
}

// unsealed decrypts a value.
func (keys keyring) unsealed(sealed []byte, table, column string, botID int64, name string) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	plain, err := keys.decrypt(sealed, about(table, column, botID, name))
	if err != nil {
		return nil, fmt.Errorf("decrypt %s.%s of bot %d: %w", table, column, botID, err)
	}
	return plain, nil
}

func (keys keyring) decrypt(sealed, about []byte) ([]byte, error) {
	var failed error
	if marked(sealed) {
		a, err := keys(sealedWith(sealed))
		if err == nil {
			var plain []byte
			if plain, err = unseal(a, sealed[sealedHead:], about); err == nil {
				return plain, nil
			}
		}
		failed = err
	}
	// A value without a mark may begin like one: what it begins with is chance.
	a, err := keys(firstKeyID)
	if err == nil {
		var plain []byte
		if plain, err = unseal(a, sealed, about); err == nil {
			return plain, nil
		}
	}
	if failed != nil {
		err = failed
	}
	return nil, err
}

// about is the additional data of a value: where it belongs.
func about(table, column string, id int64, name string) []byte {
	return fmt.Appendf(nil, "%s.%s:%d:%s", table, column, id, name)
}

// seal gives the nonce and the ciphertext.
func seal(a cipher.AEAD, plain, about []byte) []byte {
	nonce := make([]byte, a.NonceSize(), a.NonceSize()+len(plain)+a.Overhead())
	rand.Read(nonce) // never fails: crypto/rand
	return a.Seal(nonce, nonce, plain, about)
}

func unseal(a cipher.AEAD, sealed, about []byte) ([]byte, error) {
	if len(sealed) < a.NonceSize() {
		return nil, errors.New("value is too short")
	}
	return a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], about)
}
