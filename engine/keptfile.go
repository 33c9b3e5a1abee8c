package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// Errors of files.
var (
	// ErrFileTooLarge is returned for a file that the platform does not hand out because of its size.
	ErrFileTooLarge = errors.New("the file is over the size limit of downloads")
	// ErrStorageFull is returned where the files that a bot keeps would take more room than it has.
	ErrStorageFull = errors.New("the bot's room for files is full")
)

// keptPrefix begins the ids of files that a bot keeps itself. They stand wherever a file_id may stand; no file_id of
// Telegram has a colon.
const keptPrefix = "kept:"

// IsKept reports whether the id is that of a file which the bot keeps itself, and not one of Telegram's.
func IsKept(fileID string) bool { return strings.HasPrefix(fileID, keptPrefix) }

// KeptID is the id of the file that the job with the key keeps: the same for every run of it, and not to be guessed by
// anybody who lacks the bot's key.
func KeptID(botKey []byte, jobKey string) string {
	h := hmac.New(sha256.New, botKey)
	h.Write([]byte("kept file:" + jobKey))
	return keptPrefix + hex.EncodeToString(h.Sum(nil)[:16])
}
