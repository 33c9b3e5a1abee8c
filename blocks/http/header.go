package http

import "strings"

// tokenSigns are what the name of a header may have besides letters and digits: RFC 9110, section 5.6.2.
const tokenSigns = "!#$%&'*+-.^_`|~"

// validName reports whether the text can name a header.
func validName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && strings.IndexByte(tokenSigns, c) < 0 {
			return false
		}
	}
	return name != ""
}

// validHeader reports whether a header can be sent: no line breaks and other control signs in its value.
func validHeader(name, value string) bool {
	for _, c := range []byte(value) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return validName(name)
}

// reservedHeader reports whether the header is made by the connection and must not be set.
func reservedHeader(name string) bool {
	switch strings.ToLower(name) {
	case "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer",
		"proxy-authorization", "proxy-connection", "accept-encoding", "expect":
		return true
	default:
		return false
	}
}
