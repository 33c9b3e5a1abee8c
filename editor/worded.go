package editor

import (
	"reflect"
	"slices"
	"sync"

	"golang.org/x/text/language"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine"
)

const acceptLanguage = "Accept-Language"

// spoken picks the language of an answer.
var spoken = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, l := range wording.Languages() {
		tags = append(tags, language.Make(l))
	}
	return language.NewMatcher(tags)
})

// languageOf gives the language in which an answer is worded, by the request's Accept-Language.
func languageOf(accept string) string {
	_, i := language.MatchStrings(spoken(), accept)
	return wording.Languages()[i]
}

// worded says what an answer has to say to the author in the language that the request's Accept-Language asks for: its issues, a Problem's
// title and detail, and every text, or list of texts, with the tag `spoken:"author"`. The body itself is left as it is: others may be given it, too.
func worded(accept string, body any) any {
	to := languageOf(accept)
	if to == wording.Source || body == nil || !speaks(reflect.TypeOf(body)) {
		return body
	}
	return say(to, reflect.ValueOf(body)).Interface()
}

// speaking remembers which types have something to say.
var speaking struct {
	sync.Mutex

	types map[reflect.Type]bool
}

func speaks(t reflect.Type) bool {
	speaking.Lock()
	defer speaking.Unlock()
	if speaking.types == nil {
		speaking.types = map[reflect.Type]bool{}
	}
	return speaksLocked(t)
}

func speaksLocked(t reflect.Type) bool {
	if known, ok := speaking.types[t]; ok {
		return known
	}
	speaking.types[t] = false // where it has itself inside
	is := t == reflect.TypeFor[engine.Issue]()
	switch t.Kind() { //nolint:exhaustive // the others have nothing inside
	case reflect.Pointer, reflect.Slice:
		is = speaksLocked(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			is = is || f.IsExported() && (spokenField(&f) || speaksLocked(f.Type))
		}
	}
	speaking.types[t] = is
	return is
}

func spokenField(f *reflect.StructField) bool { return f.Tag.Get("spoken") == "author" }

// say gives a copy of a value whose type speaks.
func say(to string, v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() { //nolint:exhaustive // as in speaksLocked
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(say(to, v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(say(to, v.Index(i)))
			}
		}
	case reflect.Struct:
		if issue, ok := reflect.TypeAssert[*engine.Issue](out.Addr()); ok {
			sayIssue(to, issue)
			break
		}
		for i := range v.NumField() {
			switch f := v.Type().Field(i); {
			case !f.IsExported():
			case spokenField(&f):
				sayField(to, out.Field(i))
			case speaks(f.Type):
				out.Field(i).Set(say(to, v.Field(i)))
			}
		}
	}
	return out
}

// sayField says a text, or each of a list.
func sayField(to string, f reflect.Value) {
	if f.Kind() == reflect.String {
		f.SetString(wording.In(to, f.String()))
		return
	}
	list := slices.Clone(f.Interface().([]string)) // the tag has no other types
	for i := range list {
		list[i] = wording.In(to, list[i])
	}
	f.Set(reflect.ValueOf(list))
}

func sayIssue(to string, i *engine.Issue) {
	i.Message = wording.In(to, i.Message)
	if i.Fix != nil {
		fix := *i.Fix
		fix.Title = wording.In(to, fix.Title)
		i.Fix = &fix
	}
}
