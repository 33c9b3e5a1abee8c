package data

import (
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// languageNames are the names of languages in themselves (Unicode CLDR), by code. Others are called by their codes.
var languageNames = map[string]string{
	"ar": "العربية", "az": "Azərbaycan", "be": "Беларуская", "bg": "Български", "bn": "বাংলা", "ca": "Català", "cs": "Čeština",
	"da": "Dansk", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español", "et": "Eesti", "fa": "فارسی",
	"fi": "Suomi", "fil": "Filipino", "fr": "Français", "he": "עברית", "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar",
	"hy": "Հայերեն", "id": "Indonesia", "it": "Italiano", "ja": "日本語", "ka": "ქართული", "kk": "Қазақша", "ko": "한국어",
	"ky": "Кыргызча", "lt": "Lietuvių", "lv": "Latviešu", "mk": "Македонски", "mn": "Монгол", "ms": "Melayu", "nb": "Norsk",
	"nl": "Nederlands", "no": "Norsk", "pl": "Polski", "pt": "Português", "pt-br": "Português (Brasil)", "ro": "Română",
	"ru": "Русский", "sk": "Slovenčina", "sl": "Slovenščina", "sq": "Shqip", "sr": "Српски", "sv": "Svenska", "sw": "Kiswahili",
	"ta": "தமிழ்", "tg": "Тоҷикӣ", "th": "ไทย", "tk": "Türkmen", "tr": "Türkçe", "tt": "Татарча", "uk": "Українська",
	"ur": "اردو", "uz": "Oʻzbekcha", "vi": "Tiếng Việt", "zh": "中文", "zh-hans": "简体中文", "zh-hant": "繁體中文",
}

// languageName is what a language calls itself.
func languageName(code string) string {
	if name := languageNames[strings.ToLower(code)]; name != "" {
		return name
	}
	if name := languageNames[baseOf(code)]; name != "" {
		return name
	}
	return code
}

// baseOf is the language of a code such as pt-br.
func baseOf(code string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(code)), "_", "-"), "-")
	return base
}

// among finds the language that a code means among others: itself, else the first of the same language.
func among(code string, languages []string) (string, bool) {
	code = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(code)), "_", "-")
	for _, l := range languages {
		if code != "" && strings.ToLower(l) == code {
			return l, true
		}
	}
	for _, l := range languages {
		if code != "" && baseOf(l) == baseOf(code) {
			return l, true
		}
	}
	return "", false
}

// named finds the language that somebody wrote the name or the code of.
func named(text string, languages []string) (string, bool) {
	text = engine.Fold(text)
	for _, l := range languages {
		if text == engine.Fold(l) || text == engine.Fold(languageName(l)) {
			return l, true
		}
	}
	return "", false
}
