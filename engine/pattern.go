package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"

	"github.com/invopop/jsonschema"
)

// MaxPatternBytes is the longest source of a Pattern.
const MaxPatternBytes = 1000

// Pattern is a regular expression (RE2 syntax, see regexp/syntax), compiled at load. In JSON it is its source. Matching
// takes time linear in the text, whatever the pattern.
type Pattern struct {
	src string
	re  *regexp.Regexp
}

// UnmarshalJSON takes the source as a text.
func (p *Pattern) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &p.src) }

// MarshalJSON gives the source.
func (p Pattern) MarshalJSON() ([]byte, error) { return json.Marshal(p.src) }

// IsZero reports whether there is no pattern.
func (p Pattern) IsZero() bool { return p.src == "" }

// Source gives the source.
func (p Pattern) Source() string { return p.src }

// JSONSchema describes the pattern in schemas of configs.
func (Pattern) JSONSchema() *jsonschema.Schema {
	most := uint64(MaxPatternBytes)
	return &jsonschema.Schema{Type: "string", MaxLength: &most}
}

// Find gives the leftmost match and its groups; nil for no match, and for a pattern that is empty.
func (p *Pattern) Find(s string) []string {
	if p.re == nil {
		return nil
	}
	return p.re.FindStringSubmatch(s)
}

func (p *Pattern) compileField(c *compiling, path string, _ fieldRules) {
	if p.src == "" {
		return
	}
	if len(p.src) > MaxPatternBytes {
		c.add(Issue{
			Code: "pattern_too_long", Severity: SeverityError, Path: path,
			Message: fmt.Sprintf("the pattern has %d bytes; at most %d are allowed", len(p.src), MaxPatternBytes),
		})
		return
	}
	re, err := regexp.Compile(p.src)
	if err != nil {
		words := err.Error()
		if se, ok := errors.AsType[*syntax.Error](err); ok {
			words = fmt.Sprintf("%s at %q", se.Code, se.Expr)
		}
		c.add(Issue{Code: "pattern_invalid", Severity: SeverityError, Path: path, Message: "the pattern is not valid: " + words})
		return
	}
	p.re = re
}
