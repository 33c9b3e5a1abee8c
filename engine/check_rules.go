package engine

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/scenarist/scenarist/engine/flow"
)

// embedded stands in a validator's namespace for an embedded struct, which has no place of its own in JSON.
const embedded = "\x00"

func newValidate() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous {
			return embedded
		}
		return name
	})
	v.RegisterCustomTypeFunc(func(x reflect.Value) any { return time.Duration(x.Int()) }, flow.Duration(0))
	return v
}

// rules applies the validate tags. A setting that has an issue already is not judged again.
func (c *compiling) rules(b *compiledBlock, blk Block) {
	if v := reflect.ValueOf(blk); v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return
	}
	var ve validator.ValidationErrors
	if !errors.As(c.validate.Struct(blk), &ve) {
		return
	}
	for _, fe := range ve {
		path := b.path + "/config" + rulePath(fe.Namespace())
		if c.reported(path) {
			continue
		}
		code := "config_invalid"
		if strings.HasPrefix(fe.Tag(), "required") {
			code = "config_missing"
		}
		c.add(Issue{Code: code, Severity: SeverityError, Path: path, Message: ruleWords(fe)})
	}
}

// rulePath turns a validator's Config.a.b[0].c into /a/b/0/c.
func rulePath(namespace string) string {
	var path strings.Builder
	_, rest, _ := strings.Cut(namespace, ".")
	for rest != "" {
		var part string
		if inside, ok := strings.CutPrefix(rest, "["); ok {
			part, rest, _ = strings.Cut(inside, "]")
		} else {
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			part, rest = rest[:end], rest[end:]
		}
		rest = strings.TrimPrefix(rest, ".")
		if part != embedded {
			path.WriteString("/" + pointerToken(part))
		}
	}
	return path.String()
}

// ruleWords explains a failed validation rule.
func ruleWords(fe validator.FieldError) string {
	p := fe.Param()
	switch fe.Tag() {
	case "required":
		return "this setting must not be empty"
	case "required_with", "required_with_all":
		return "this setting is needed together with " + otherFields(p)
	case "required_without", "required_without_all":
		return "this setting is needed where there is no " + otherFields(p)
	case "required_if", "required_unless":
		return "this setting is needed here because of " + otherFields(p)
	case "excluded_with", "excluded_with_all":
		return "this setting does not go together with " + otherFields(p)
	case "excluded_without", "excluded_without_all":
		return "this setting goes only together with " + otherFields(p)
	case "excluded_if", "excluded_unless":
		return "this setting does not go here because of " + otherFields(p)
	case "min", "gte":
		return bound(fe, "at least "+p)
	case "max", "lte":
		return bound(fe, "at most "+p)
	case "gt":
		return bound(fe, "more than "+p)
	case "lt":
		return bound(fe, "less than "+p)
	case "len":
		return bound(fe, "exactly "+p)
	case "eq":
		return "must be " + p
	case "ne":
		return "must not be " + p
	case "oneof", "oneofci":
		words := strings.Fields(p)
		return fmt.Sprintf("%q is none of: %s", fmt.Sprint(fe.Value()), strings.Join(words, ", ")) + didYouMean(fmt.Sprint(fe.Value()), words)
	case "unique":
		return "the same entry is in the list twice"
	case "datetime":
		return "must be written like " + timeForm(p)
	case "url", "uri", "http_url", "https_url":
		return "must be a web address such as https://example.com"
	case "hostname", "fqdn", "hostname_rfc1123":
		return "must be a host name such as example.com"
	case "email":
		return "must be an e-mail address"
	case "gtfield", "gtefield", "ltfield", "ltefield", "eqfield", "nefield":
		return "does not fit the other setting: " + otherFields(p)
	default:
		return fmt.Sprintf("does not follow the rule %s %s", fe.Tag(), p)
	}
}

// bound words a limit by what it limits: a number, a time, a text's length or a list's.
func bound(fe validator.FieldError, limit string) string {
	switch fe.Kind() {
	case reflect.String:
		return fmt.Sprintf("has %d characters; it needs %s", len([]rune(fmt.Sprint(fe.Value()))), limit)
	case reflect.Slice, reflect.Array, reflect.Map:
		return fmt.Sprintf("has %d entries; it needs %s", reflect.ValueOf(fe.Value()).Len(), limit)
	default:
		return "must be " + limit
	}
}

// otherFields names the settings that a rule between fields is about.
func otherFields(param string) string {
	names := strings.Fields(param)
	for i, n := range names {
		names[i] = snake(n)
	}
	return strings.Join(names, ", ")
}

// snake gives the JSON name that a Go field has by our rules.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// timeForm shows a layout of package time by an example.
func timeForm(layout string) string {
	return time.Date(2026, 1, 31, 18, 30, 0, 0, time.UTC).Format(layout)
}
