package flow

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the same time zones are known on every machine, also where the system has none
	"unicode/utf8"
)

// How names are written. Patterns are constants for the published JSON Schema, which repeats them.
const (
	// IDPattern is the spelling of ids of flows and blocks. The editor makes ids; people may choose them.
	IDPattern = `^[a-z0-9][a-z0-9_-]*$`
	// NamePattern is the spelling of names that expressions use: variables, params and secrets. Letters of every
	// alphabet are letters.
	NamePattern = `^[\p{L}_][\p{L}\p{Nd}_]*$`
	// BlockTypePattern is the spelling of block types: family.name, or vendor/name for a third party's.
	BlockTypePattern = `^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$|^[a-z][a-z0-9_-]*/[a-z][a-z0-9_.-]*$`
	// PackagePattern is the spelling of a block type that is a package of its own.
	PackagePattern = `^[a-z][a-z0-9_-]*/[a-z][a-z0-9_.-]*$`
	// VersionPattern is the spelling of a package's version: semantic versioning 2.0.0 without build metadata.
	VersionPattern = `^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`
	// ExitPattern is the spelling of exits, such as next, 4xx or button:buy.
	ExitPattern = `^[A-Za-z0-9][A-Za-z0-9_.:-]*$`
	// TextKeyPattern is the spelling of the keys of built-in words.
	TextKeyPattern = `^[a-z][a-z0-9_.]*$`
	// LanguagePattern is the shape of a language code: BCP 47 (RFC 5646) without its rarer forms. Telegram sends
	// such codes in lower case.
	LanguagePattern = `^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`
)

// Compiled patterns; they are never changed.
var (
	idSpelling        = regexp.MustCompile(IDPattern)
	nameSpelling      = regexp.MustCompile(NamePattern)
	blockTypeSpelling = regexp.MustCompile(BlockTypePattern)
	packageSpelling   = regexp.MustCompile(PackagePattern)
	versionSpelling   = regexp.MustCompile(VersionPattern)
	exitSpelling      = regexp.MustCompile(ExitPattern)
	textKeySpelling   = regexp.MustCompile(TextKeyPattern)
	languageSpelling  = regexp.MustCompile(LanguagePattern)
)

// rule looks at a text and gives the code and the words of what is wrong with it; an empty code is a good text.
type rule func(value string) (code, message string)

// spelled is the rule of a pattern and a length; hint says in words what the pattern demands.
func spelled(pattern *regexp.Regexp, limit int, code, hint string) rule {
	return func(value string) (string, string) {
		switch {
		case value == "":
			return CodeEmptyValue, "is empty: " + hint
		case utf8.RuneCountInString(value) > limit:
			return tooLongText(limit)
		case !pattern.MatchString(value):
			return code, fmt.Sprintf("%q is misspelt: %s", value, hint)
		}
		return "", ""
	}
}

func tooLongText(limit int) (code, message string) {
	return CodeTooLong, fmt.Sprintf("longer than %d characters", limit)
}

// upTo is the rule of any text of at most so many characters.
func upTo(limit int) rule {
	return func(value string) (string, string) {
		if utf8.RuneCountInString(value) > limit {
			return tooLongText(limit)
		}
		return "", ""
	}
}

// filled is upTo for a text that says something.
func filled(limit int) rule {
	return func(value string) (string, string) {
		if strings.TrimSpace(value) == "" {
			return CodeEmptyValue, "is empty: write something"
		}
		return upTo(limit)(value)
	}
}

// oneOf is the rule of a closed set of words.
func oneOf(words []string) rule {
	return func(value string) (string, string) {
		if slices.Contains(words, value) {
			return "", ""
		}
		return CodeBadValue, fmt.Sprintf("%q is none of: %s", value, strings.Join(words, ", ")) + didYouMean(value, words)
	}
}

func isID(value string) (code, message string) {
	return spelled(idSpelling, MaxIDLength, CodeBadID,
		"small letters a-z, digits, _ and -, first a letter or digit")(value)
}

func isName(value string) (code, message string) {
	return spelled(nameSpelling, MaxIDLength, CodeBadName,
		"letters, digits and _, first no digit")(value)
}

// IsName reports whether a text may name a variable, a param or a secret.
func IsName(value string) bool {
	code, _ := isName(value)
	return code == ""
}

func isRole(value string) (code, message string) {
	return spelled(idSpelling, MaxIDLength, CodeBadName,
		"small letters a-z, digits, _ and -, first a letter or digit")(value)
}

func isTextKey(value string) (code, message string) {
	return spelled(textKeySpelling, MaxIDLength, CodeBadName,
		"small letters a-z, digits, _ and dots, first a letter")(value)
}

func isBlockType(value string) (code, message string) {
	return spelled(blockTypeSpelling, MaxTypeLength, CodeBadBlockType,
		"family.name or vendor/name in small letters")(value)
}

func isExit(value string) (code, message string) {
	return spelled(exitSpelling, MaxExitLength, CodeBadExit,
		"letters a-z, digits and _ . : -, first a letter or digit")(value)
}

func isLanguage(value string) (code, message string) {
	return spelled(languageSpelling, MaxIDLength, CodeBadLanguage,
		"a language code such as en, ru or pt-br")(value)
}

// isTimeZone knows the IANA names; "Local" would mean another zone on every machine.
func isTimeZone(value string) (code, message string) {
	if _, err := time.LoadLocation(value); err != nil || value == "Local" {
		return CodeBadTimeZone, fmt.Sprintf("%q is not a known time zone: write a name such as Europe/Berlin", value)
	}
	return "", ""
}

// anything is the rule of names that are not looked at.
func anything(string) (code, message string) { return "", "" }
