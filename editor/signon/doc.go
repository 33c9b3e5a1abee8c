// Package signon lets people in whom another server knows, by OpenID Connect: the code flow with state, nonce and PKCE.
//
// It must know nothing of accounts and of HTTP requests of ours: it makes the address to which a browser is sent, and judges what
// the browser brings back. Package editor has the operations, package account says whom an identity belongs to.
//
// What a flow has to remember is in a cookie of the browser that began it (Flow), so that any instance can end it, and another
// browser cannot. The issuer's description is read when it is first needed, not when the server starts: an issuer that is down
// keeps nobody else out.
//
// # Decisions
//
// Only an e-mail that the issuer calls verified counts: by it people are linked to their accounts. Whoever names an issuer in the
// settings trusts it with that, and with the second step, which is not asked for again.
package signon
