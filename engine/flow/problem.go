package flow

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Problem is one thing that is wrong with a document.
type Problem struct {
	Code    string `json:"code"`    // one of the Code constants; stable
	Path    string `json:"path"`    // JSON pointer (RFC 6901) such as /flows/0/blocks/2/config/text; empty is the document
	Message string `json:"message"` // plain words, without the path
	Line    int    `json:"line"`    // from 1
	Column  int    `json:"column"`  // from 1, in Unicode characters
}

// Codes of problems. They are stable: scripts and translations depend on them.
const (
	// The text is not the JSON of a document.

	CodeDocumentTooLarge = "document_too_large"
	CodeInvalidUTF8      = "invalid_utf8"
	CodeSyntax           = "syntax"
	CodeTrailingData     = "trailing_data"
	CodeTooDeep          = "too_deep"
	CodeDuplicateKey     = "duplicate_key"
	CodeNULCharacter     = "nul_character"  // PostgreSQL stores no NUL in text
	CodeLoneSurrogate    = "lone_surrogate" // half of a \u pair, which is no character
	CodeNumberRange      = "number_range"

	// The JSON has another shape than a document.

	CodeVersionNewer    = "version_newer"
	CodeMigrationFailed = "migration_failed"
	CodeMissingField    = "missing_field"
	CodeUnknownField    = "unknown_field"
	CodeWrongType       = "wrong_type"
	CodeTooMany         = "too_many"
	CodeTooLong         = "too_long"
	CodeEmptyValue      = "empty_value"
	CodeBadValue        = "bad_value" // none of the allowed values

	// A value is not written the way its kind is.

	CodeBadID        = "bad_id"
	CodeBadName      = "bad_name" // of a variable, param, secret, role or text
	CodeBadBlockType = "bad_block_type"
	CodeBadExit      = "bad_exit"
	CodeBadLanguage  = "bad_language"
	CodeBadTimeZone  = "bad_time_zone"
	CodeBadDuration  = "bad_duration"
	CodeBadDefault   = "bad_default"

	// The parts do not fit together.

	CodeDuplicateFlow     = "duplicate_flow"
	CodeDuplicateBlock    = "duplicate_block"
	CodeDuplicateEdge     = "duplicate_edge"
	CodeDuplicateVariable = "duplicate_variable"
	CodeDuplicateParam    = "duplicate_param"
	CodeDuplicateNote     = "duplicate_note"
	CodeDuplicateTable    = "duplicate_table"
	CodeDuplicateColumn   = "duplicate_column"
	CodeDuplicateRow      = "duplicate_row"
	CodeTableKeyMissing   = "table_key_missing"
	CodeDuplicateItem     = "duplicate_item" // of languages, secrets or roles
	CodeExitDecidedTwice  = "exit_decided_twice"
	CodeEdgeSourceMissing = "edge_source_missing"
	CodeEdgeTargetMissing = "edge_target_missing"
	CodeHandlerMissing    = "handler_missing"
)

// String gives "line:column path: message (code)", the form in which logs and terminals show a problem. A path with
// characters that a terminal would obey is quoted.
func (p Problem) String() string {
	path := p.Path
	switch {
	case path == "":
		path = "document"
	case strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }):
		path = strconv.Quote(path)
	}
	return fmt.Sprintf("%d:%d %s: %s (%s)", p.Line, p.Column, path, p.Message, p.Code)
}
