package program

import (
	"net"
	"net/http"
	"strings"
)

// login lets through who may see the pages of whoever runs the server, and answers the others itself. The accounts of the editor have
// no part in it: these pages show all workspaces, and what reads the metrics has no account. There is one password, or none on
// an address that only this machine reaches.
type login func(http.Handler) http.Handler

func (s *server) adminLogin() login {
	if s.s.AdminPassword == "" {
		return fromThisMachine
	}
	return withPassword(s.s.AdminPassword)
}

// withPassword asks for the password: a browser sends it with any name (basic), a program may send it alone (bearer).
func withPassword(password string) login {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, shown, ok := r.BasicAuth()
			if !ok {
				shown, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			}
			if !same(shown, password) {
				w.Header().Set("WWW-Authenticate", `Basic realm="Scenarist", charset="UTF-8"`)
				http.Error(w, "The password is missing or wrong: it is what SCENARIST_ADMIN_PASSWORD is set to, with any user name.", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// fromThisMachine lets through who calls the address by a name of this machine. That the address is reached from here only is the
// listener's doing; but a page elsewhere could lead a browser here under a name of its own.
func fromThisMachine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			name = strings.Trim(r.Host, "[]")
		}
		if !loopback(name) {
			http.Error(w, "Without a password this is for this machine only: call it http://127.0.0.1, or set SCENARIST_ADMIN_PASSWORD.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
