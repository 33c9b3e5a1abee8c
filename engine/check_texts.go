package engine

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/scenarist/scenarist/engine/expr"
)

var expressions = regexp.MustCompile(`\{\{.*?\}\}`)

// worded reports whether a text has words of its own, besides the values in it: three letters in a row. Sizes and signs
// such as "XL" are the same in all languages.
func worded(s string) bool {
	run := 0
	for _, r := range expressions.ReplaceAllString(s, "") {
		if !unicode.IsLetter(r) {
			run = 0
			continue
		}
		if run++; run == 3 {
			return true
		}
	}
	return false
}

// languages notes a text that some of the bot's languages lack.
func (c *compiling) languages(path string, t *texts) {
	if len(c.doc.Languages) == 0 || t.IsZero() {
		return
	}
	if !t.byLanguage {
		if len(c.doc.Languages) > 1 && worded(t.all[0].source) {
			c.add(Issue{
				Code: "language_missing", Severity: SeverityWarning, Path: path,
				Message: fmt.Sprintf("this text is the same in all of the bot's languages (%s): write it in each", strings.Join(c.doc.Languages, ", ")),
			})
		}
		return
	}
	c.translations(path, t.Sources())
}

// translations notes the languages of the bot that texts lack.
func (c *compiling) translations(path string, have map[string]string) {
	var lack []string
	for _, l := range c.doc.Languages {
		if strings.TrimSpace(have[l]) == "" && strings.TrimSpace(have[baseLang(l)]) == "" {
			lack = append(lack, l)
		}
	}
	if len(lack) > 0 {
		c.add(Issue{
			Code: "language_missing", Severity: SeverityWarning, Path: path,
			Message: "this text is missing in: " + strings.Join(lack, ", "),
		})
	}
}

// markup checks the author's own HTML in a text: Telegram refuses a message with a mistake in it.
func (c *compiling) markup(path string, t *expr.Template) {
	source := t.Source()
	if !strings.ContainsAny(source, "<") {
		return
	}
	f := parseMarkup(t.Skeleton('x'))
	if f == nil {
		return
	}
	i := Issue{
		Code: "markup_invalid", Severity: SeverityError, Path: path, From: f.from, To: f.to,
		Message: strings.ReplaceAll(f.message, "{}", source[f.from:f.to]),
	}
	if f.fix != "" {
		i.Fix = fixText(f.fix, path, source, f.editFrom, f.editTo, f.by)
	}
	c.add(i)
}

// settings checks what replaces the built-in words.
func (c *compiling) settings() {
	if c.doc.Settings == nil {
		return
	}
	known := slices.Sorted(maps.Keys(builtInWords))
	for _, key := range slices.Sorted(maps.Keys(c.doc.Settings.Texts)) {
		own, path := c.doc.Settings.Texts[key], "/settings/texts/"+pointerToken(key)
		if builtInWords[key] == nil {
			i := Issue{
				Code: "text_key_unknown", Severity: SeverityWarning, Path: path,
				Message: fmt.Sprintf("there are no built-in words %q, so this text is never used", key), Fix: fixRemove("Remove the text", path),
			}
			if n := nearest(key, known); n != "" {
				i.Message += fmt.Sprintf("; did you mean %q?", n)
				if c.doc.Settings.Texts[n] == nil {
					i.Fix = fixRename("/settings/texts", key, n, own)
				}
			}
			c.add(i)
			continue
		}
		c.translations(path, own)
	}
}
