package storage

import (
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
	"gorm.io/gorm"
)

// vault encrypts the secret columns with XChaCha20-Poly1305. The columns are sealed with a data key of the database's
// own, which is kept sealed with the master key: a wrong master key is noticed at once, and a new one takes one row.
type vault struct{ data cipher.AEAD }

// dataKeyID is the row of the data key in vault_keys; it is part of what the master key seals.
const dataKeyID = 1

// openVault reads the data key, or makes one in a new database. It gives ErrWrongKey for another master key.
func openVault(g *gorm.DB, master []byte, madeAt int64) (*vault, error) {
	if len(master) != chacha20poly1305.KeySize {
		return nil, fmt.Errorf("the master key has %d bytes, it must have %d", len(master), chacha20poly1305.KeySize)
	}
	outer, err := chacha20poly1305.NewX(master)
	if err != nil {
		return nil, fmt.Errorf("use master key: %w", err)
	}
	about := about("vault_keys", "wrapped", dataKeyID, "")
	var wrapped []byte
	err = g.Raw("SELECT wrapped FROM vault_keys WHERE id = ?", dataKeyID).Row().Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		key := make([]byte, chacha20poly1305.KeySize)
		rand.Read(key) // never fails: crypto/rand
		wrapped = seal(outer, key, about)
		err = g.Exec("INSERT INTO vault_keys (id, wrapped, made_at) VALUES (?, ?, ?)", dataKeyID, wrapped, madeAt).Error
	}
	if err != nil {
		return nil, fmt.Errorf("read data key: %w", err)
	}
	key, err := unseal(outer, wrapped, about)
	if err != nil {
		return nil, ErrWrongKey
	}
	inner, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("use data key: %w", err)
	}
	return &vault{inner}, nil
}

// seal encrypts a value for one column of one row; it can be read nowhere else. An empty value gives nil, NULL.
func (v *vault) seal(plain []byte, table, column string, botID int64, name string) []byte {
	if len(plain) == 0 {
		return nil
	}
	return seal(v.data, plain, about(table, column, botID, name))
}

// open decrypts it.
func (v *vault) open(sealed []byte, table, column string, botID int64, name string) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	plain, err := unseal(v.data, sealed, about(table, column, botID, name))
	if err != nil {
		return nil, fmt.Errorf("decrypt %s.%s of bot %d: %w", table, column, botID, err)
	}
	return plain, nil
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
