// Package program is the whole of Scenarist as a program: the command line, the configuration, and the start and stop of everything.
// cmd/scenarist is a main that calls it. An integrator's main calls it with block types of its own, as examples/customblock does:
//
//	func main() {
//		program.Main(program.Options{Name: "teahouse", Types: acme.Types(), Jobs: acme.Jobs(), Usual: []string{"serve"}})
//	}
//
// That is all that it exports, on purpose: what wires everything changes with everything, and whoever wants another wiring has the
// packages that it is made of. Nothing else of the repository imports it.
//
// # Two listeners
//
// The public one takes Telegram's calls, those of other programs and, without a public address, the page for trying bots. The
// administrator's (SCENARIST_ADMIN_LISTEN) has metrics and jobs: whatever a proxy in front of the public one passes on, it never
// passes those. It is off by default, since a fixed port would be taken by the second server of a machine. Pages that tell
// something are behind a login, a function around a handler: a password now, the editor's accounts later. /healthz and /readyz are
// on both and ask for nothing, for balancers cannot log in; they answer in fixed words that name neither hosts nor errors.
//
// Exit codes: 0 all is well, 1 a problem was found (issues in a document, a failed transcript, a server that could not
// start), 2 wrong usage.
package program
