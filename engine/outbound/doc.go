// Package outbound makes the HTTP client with which bots call other people's servers.
//
// A bot's author decides where it calls, and on a shared server the authors do not trust each other: without a guard a
// bot could read the database's admin page, a cloud's metadata service or another client's machine. So private, loopback,
// link-local, multicast and reserved addresses are refused, unless the operator of the server allows them.
//
// It must not know bots, blocks and secrets. Sizes of bodies and the time a call may take belong to the caller: a
// context with a deadline and a limited reader.
//
// # Where the guard stands
//
// The address is checked when a connection is opened, after names were resolved and for every address that is tried. A
// name that resolves to something else the second time (DNS rebinding), a redirect, a mapped or octal address and a proxy
// setting of the environment all end at the same check.
//
// # Decisions
//
//   - Ports below 1024 other than 80 and 443 are refused, although the addresses behind them are public: they belong to
//     mail, shells and printers, which can be made to take an HTTP request for their own protocol.
//   - A redirect to another origin loses every header but the harmless ones. net/http drops Authorization and cookies by
//     itself, but keys travel in X-Api-Key and the like as often. A redirect that would send the body again elsewhere
//     (307, 308) is refused for the same reason. The Referer is never sent: addresses carry keys, too.
//   - What the operator allows by name is trusted whatever it resolves to; that is what he asked for.
package outbound
