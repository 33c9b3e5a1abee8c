package wording

import (
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed */*.json plain.json
var files embed.FS

// Source is the language of the sources.
const Source = "en"

// Languages are those in which something can be said, that of the sources first.
func Languages() []string {
	return slices.Concat([]string{Source}, slices.Sorted(maps.Keys(catalogues)))
}

// In says a message in a language. What is not known, in a language or at all, stays as it is.
func In(language, message string) string {
	c := catalogues[language]
	if c == nil {
		return message
	}
	if said := c().say(message, maxDepth); said != message {
		return said
	}
	// Some make a sentence of a message.
	begin, size := utf8.DecodeRuneInString(message)
	if unicode.IsUpper(begin) {
		short, end := message, ""
		if s, ok := strings.CutSuffix(message, "."); ok {
			short, end = s, "."
		}
		part := string(unicode.ToLower(begin)) + short[size:]
		if said := c().say(part, maxDepth); said != part {
			first, size := utf8.DecodeRuneInString(said)
			return string(unicode.ToUpper(first)) + said[size:] + end
		}
	}
	return message
}

// Plain says in our own words what the library behind the HTTP API finds wrong with a request; what is not known stays as it is.
// What it gives is in the language of the sources, and known in the others.
func Plain(message string) string { return plain().say(message, maxDepth) }

// plain are our words for those of the library.
var plain = sync.OnceValue(func() *catalogue {
	all, err := plainTexts()
	if err != nil {
		panic(err) // it is in the program
	}
	c, err := newCatalogue(all, false)
	if err != nil {
		panic(err)
	}
	return c
})

func plainTexts() (map[string]string, error) {
	data, err := files.ReadFile("plain.json")
	if err != nil {
		return nil, fmt.Errorf("plain words: %w", err)
	}
	var all map[string]string
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("plain words: %w", err)
	}
	return all, nil
}

// maxDepth is how deep a message may be an argument of another one.
const maxDepth = 8

// catalogues are the folders, each read when it is first needed.
var catalogues = func() map[string]func() *catalogue {
	folders, err := files.ReadDir(".")
	if err != nil {
		panic(err) // it is in the program
	}
	all := map[string]func() *catalogue{}
	for _, f := range folders {
		if !f.IsDir() {
			continue
		}
		all[f.Name()] = sync.OnceValue(func() *catalogue { return mustLoad(f.Name()) })
	}
	return all
}()

// catalogue is what is known in a language.
type catalogue struct {
	whole    map[string]string // what has no arguments
	patterns []pattern         // those with the most words first
	tails    []pattern
}

// pattern recognises messages of one format.
type pattern struct {
	before, after string // before the first argument and behind the last
	match         *regexp.Regexp
	verbs         []string // as %q, or own
	words         int      // bytes of the format that are no arguments
	to            []piece
}

// piece is a part of what is said: words, or an argument.
type piece struct {
	words    string
	argument int // from 1; 0 for words
}

// verb is an argument in a format; its number is only in what is said, where the order is another one.
var verb = regexp.MustCompile(`%(?:\[(\d)\])?(?:\.\d)?([qdsvf])`)

// own is the verb of a text between “ and ”: somebody's own words, without such quotes in them.
const own = "own"

// quotes around arguments are no words: what has few others fits much.
var quotes = strings.NewReplacer("“", "", "”", "")

func mustLoad(language string) *catalogue {
	c, err := load(language)
	if err != nil {
		panic(err) // they are of the program, and its tests read them
	}
	return c
}

// texts reads the files of a language.
func texts(language string) (map[string]string, error) {
	names, err := files.ReadDir(language)
	if err != nil {
		return nil, fmt.Errorf("words in %q: %w", language, err)
	}
	all := map[string]string{}
	for _, f := range names {
		data, err := files.ReadFile(path.Join(language, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("words in %q: %w", language, err)
		}
		var some map[string]string
		if err := json.Unmarshal(data, &some); err != nil {
			return nil, fmt.Errorf("words in %q: %s: %w", language, f.Name(), err)
		}
		for k, v := range some {
			if _, twice := all[k]; twice {
				return nil, fmt.Errorf("words in %q: %s: %q is there twice", language, f.Name(), k)
			}
			all[k] = v
		}
	}
	return all, nil
}

func load(language string) (*catalogue, error) {
	all, err := texts(language)
	if err != nil {
		return nil, err
	}
	c, err := newCatalogue(all, true)
	if err != nil {
		return nil, fmt.Errorf("words in %q: %w", language, err)
	}
	return c, nil
}

// newCatalogue takes what is said for each format; whole asks for every argument to be said.
func newCatalogue(all map[string]string, whole bool) (*catalogue, error) {
	c := &catalogue{whole: map[string]string{}}
	for from, to := range all {
		p, err := newPattern(from, to)
		if err == nil && whole && len(p.to) != 2*len(p.verbs)+1 {
			err = errors.New("an argument is not said")
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q: %w", from, err)
		case strings.HasPrefix(from, "; "):
			c.tails = append(c.tails, p)
		case len(p.verbs) == 0:
			c.whole[from] = to
		default:
			c.patterns = append(c.patterns, p)
		}
	}
	// The most words first: what fits them fits no other by chance.
	for _, list := range [][]pattern{c.patterns, c.tails} {
		slices.SortFunc(list, func(a, b pattern) int {
			return cmp.Or(cmp.Compare(b.words, a.words), cmp.Compare(len(a.verbs), len(b.verbs)), cmp.Compare(a.match.String(), b.match.String()))
		})
	}
	return c, nil
}

func newPattern(from, to string) (pattern, error) {
	var p pattern
	var expr strings.Builder
	expr.WriteString(`(?s)\A`)
	at := 0
	for _, m := range verb.FindAllStringSubmatchIndex(from, -1) {
		words := from[at:m[0]]
		if len(p.verbs) == 0 {
			p.before = words
		}
		expr.WriteString(regexp.QuoteMeta(words))
		v := from[m[4]:m[5]]
		p.verbs = append(p.verbs, v)
		if v == "s" && strings.HasSuffix(words, "“") {
			v, p.verbs[len(p.verbs)-1] = own, own
		}
		switch v {
		case own:
			expr.WriteString(`([^“”]*)`)
		case "q":
			expr.WriteString(`("(?:[^"\\]|\\.)*")`)
		case "d":
			expr.WriteString(`(-?\d+)`)
		case "f":
			expr.WriteString(`(-?\d+(?:\.\d+)?)`)
		default:
			expr.WriteString(`(.*?)`)
		}
		at = m[1]
	}
	p.after = from[at:]
	expr.WriteString(regexp.QuoteMeta(p.after))
	expr.WriteString(`\z`)
	p.match = regexp.MustCompile(expr.String())
	p.words = len(quotes.Replace(verb.ReplaceAllString(from, "")))
	return p, p.speaks(to)
}

// speaks takes what is to be said; no argument may be in it twice.
func (p *pattern) speaks(to string) error {
	at, next := 0, 0
	seen := make([]bool, len(p.verbs))
	for _, m := range verb.FindAllStringSubmatchIndex(to, -1) {
		next++
		n := next
		if m[2] >= 0 {
			n, _ = strconv.Atoi(to[m[2]:m[3]]) // it is a digit
		}
		if n < 1 || n > len(seen) || seen[n-1] {
			return fmt.Errorf("the argument %d is not in the format, or is said twice", n)
		}
		seen[n-1] = true
		p.to = append(p.to, piece{words: to[at:m[0]]}, piece{argument: n})
		at = m[1]
	}
	p.to = append(p.to, piece{words: to[at:]})
	return nil
}

func (c *catalogue) say(message string, depth int) string {
	if to, ok := c.whole[message]; ok {
		return to
	}
	if depth == 0 {
		return message
	}
	for i := range c.patterns {
		if to, ok := c.sayBy(&c.patterns[i], message, depth); ok {
			return to
		}
	}
	// The last "; " begins a tail.
	if at := strings.LastIndex(message, "; "); at >= 0 {
		for i := range c.tails {
			if tail, ok := c.sayBy(&c.tails[i], message[at:], depth); ok {
				return c.say(message[:at], depth) + tail
			}
		}
	}
	return message
}

func (c *catalogue) sayBy(p *pattern, message string, depth int) (string, bool) {
	if !strings.HasPrefix(message, p.before) || !strings.HasSuffix(message, p.after) {
		return "", false
	}
	found := p.match.FindStringSubmatch(message)
	if found == nil {
		return "", false
	}
	var out strings.Builder
	for _, part := range p.to {
		if part.argument == 0 {
			out.WriteString(part.words)
			continue
		}
		out.WriteString(c.argument(p.verbs[part.argument-1], found[part.argument], depth-1))
	}
	return out.String(), true
}

// argument says what stood in a message.
func (c *catalogue) argument(verb, value string, depth int) string {
	switch verb {
	case "q":
		if text, err := strconv.Unquote(value); err == nil {
			return "«" + text + "»"
		}
		return value
	case "d", "f", own:
		return value
	default:
		said := c.say(value, depth)
		if short, ok := strings.CutSuffix(value, "."); ok && said == value { // the end of the sentence that it is in
			return c.say(short, depth) + "."
		}
		return said
	}
}
