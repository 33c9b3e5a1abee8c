package expr

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode/utf8"
)

func encodeFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryEncode, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("sha256(s text) text", "The SHA-256 of a text in hex.", "SHA-256 текста в hex.",
			`left(sha256("abc"), 8)`, `"ba7816bf"`,
			func(_ *run, a []any) (any, error) {
				sum := sha256.Sum256([]byte(a[0].(string)))
				return hex.EncodeToString(sum[:]), nil
			}),
		def("hmac_sha256(s text, key text) text", "The HMAC-SHA-256 of a text with a key, in hex, to sign requests.",
			"HMAC-SHA-256 текста с ключом в hex — подпись запросов.",
			`left(hmac_sha256("abc", "key"), 8)`, `"9c196e32"`,
			func(_ *run, a []any) (any, error) {
				mac := hmac.New(sha256.New, []byte(a[1].(string)))
				mac.Write([]byte(a[0].(string)))
				return hex.EncodeToString(mac.Sum(nil)), nil
			}),
		def("md5(s text) text", "The MD5 of a text in hex, for old systems that ask for it; it protects nothing.",
			"MD5 текста в hex — для старых систем, которые его требуют; ни от чего не защищает.",
			`md5("abc")`, `"900150983cd24fb0d6963f7d28e17f72"`,
			func(_ *run, a []any) (any, error) {
				sum := md5.Sum([]byte(a[0].(string)))
				return hex.EncodeToString(sum[:]), nil
			}),
		def("base64(s text) text", "The text in base64.", "Текст в base64.", `base64("tea")`, `"dGVh"`,
			func(_ *run, a []any) (any, error) {
				return base64.StdEncoding.EncodeToString([]byte(a[0].(string))), nil
			}),
		def("base64_decode(s text) text", "The text that base64 stands for; nothing if it is none.", "Текст из base64; ничего, если это не он.",
			`base64_decode("dGVh")`, `"tea"`,
			func(_ *run, a []any) (any, error) {
				s := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(a[0].(string)), "=")
				b, err := base64.RawStdEncoding.DecodeString(s)
				if err != nil || !utf8.Valid(b) {
					return nil, nil //nolint:nilerr // what cannot be read is nothing, as with number() and date()
				}
				return string(b), nil
			}),
		def("url_encode(s text) text", "The text as part of a web address.", "Текст как часть адреса.", `url_encode("a&b c")`, `"a%26b%20c"`,
			func(_ *run, a []any) (any, error) { return string(appendURL(nil, a[0].(string))), nil }),
		def("url_decode(s text) text", "The text that a part of a web address stands for; nothing if it is none.",
			"Текст из части адреса; ничего, если это не она.",
			`url_decode("a%26b%20c")`, `"a&b c"`,
			func(_ *run, a []any) (any, error) {
				s, err := url.QueryUnescape(a[0].(string))
				if err != nil || !utf8.ValidString(s) {
					return nil, nil //nolint:nilerr // what cannot be read is nothing, as with number() and date()
				}
				return s, nil
			}),
		def("html_escape(s text) text", "The text with the signs of HTML made harmless.", "Текст с обезвреженными знаками HTML.",
			`html_escape("<b>")`, `"&lt;b&gt;"`,
			func(_ *run, a []any) (any, error) { return string(appendHTML(nil, a[0].(string))), nil }),
	}
}
