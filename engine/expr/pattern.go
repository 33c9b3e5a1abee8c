package expr

import (
	"errors"
	"regexp"
	"regexp/syntax"
)

// pattern is a regular expression (RE2: no look-around, no back references, linear time) with its size, which the work of
// a match is counted by.
type pattern struct {
	re   *regexp.Regexp
	size int
}

// parsePattern refuses a pattern that is long, or that its repeats make large, before anything of that size is built.
func parsePattern(s string) (*pattern, error) {
	if len(s) > MaxPattern {
		return nil, budgetFault("the pattern is longer than %d bytes", MaxPattern)
	}
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return nil, valueFault("%q is not a pattern: %s", clip(s), patternTrouble(err))
	}
	size := patternSize(tree)
	if size > MaxPatternSize {
		return nil, budgetFault("the pattern %q repeats too much", clip(s))
	}
	re, err := regexp.Compile(s)
	if err != nil {
		return nil, valueFault("%q is not a pattern: %s", clip(s), patternTrouble(err))
	}
	return &pattern{re, size}, nil
}

func patternTrouble(err error) string {
	if e, ok := errors.AsType[*syntax.Error](err); ok {
		return e.Code.String()
	}
	return err.Error()
}

// patternSize estimates the instructions of the compiled program; it stops growing once it is over the limit.
func patternSize(re *syntax.Regexp) int {
	size := 2 // so for a class too, however many characters it has
	if re.Op == syntax.OpLiteral {
		size = len(re.Rune)
	}
	for _, sub := range re.Sub {
		size += patternSize(sub)
	}
	if re.Op == syntax.OpRepeat {
		size *= max(re.Min, re.Max, 1) // Max is -1 where it is open
	}
	return min(size, 2*MaxPatternSize)
}

// count counts the work of running the pattern over a text.
func (p *pattern) count(r *run, text string) error {
	work := 1 + len(text)*p.size/16
	if work > MaxSteps {
		return budgetFault("the text is too long for this pattern")
	}
	return r.step(work)
}

func (p *pattern) matches(r *run, text string) (bool, error) {
	if err := p.count(r, text); err != nil {
		return false, err
	}
	return p.re.MatchString(text), nil
}

// extract gives the first group of the first match, or the whole match if there is no group; ok is false without a match.
func (p *pattern) extract(r *run, text string) (string, bool, error) {
	if err := p.count(r, text); err != nil {
		return "", false, err
	}
	m := p.re.FindStringSubmatch(text)
	switch {
	case m == nil:
		return "", false, nil
	case len(m) > 1:
		return m[1], true, nil
	default:
		return m[0], true, nil
	}
}
