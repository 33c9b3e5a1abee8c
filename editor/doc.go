// Package editor is the web side of Scenarist: the HTTP API that does everything with bots, and the page that uses it.
//
// It knows nothing of databases: the packages below it declare the stores that they need, storage implements them, and
// cmd puts the product together.
//
//	editor             the API: routes.go lists every operation, one file a resource; the guard; the served page
//	editor/access      roles, permissions, who may do what
//	editor/account     people, log-ins, tokens, workspaces, invitations, the audit log
//	editor/signon      people whom another server knows, by OpenID Connect
//	editor/studio      bots as the editor has them: drafts and their changes, files, publishing, what runs
//	editor/testchat    the real engine on a draft over the simulated Telegram
//	editor/trypage     the page without an account on which the examples can be tried
//	editor/ui          the page, built by Vite and embedded
//
// # One operation
//
//	request ─▶ gin ─▶ huma decodes and validates by the schema ─▶ guard: who, may they? ─▶ handler ─▶ answer or Problem
//
// Every operation names its rule where it is listed (Rule): open, for whoever is logged in, for a person who is logged in and no
// token (what is about the own account would let a token do more than it is for), or a permission in any workspace, in the one
// or on the bot that its path names. The guard asks access and nobody else does, so that the matrix of roles is tested
// by walking over the list. What somebody may not even see is answered with 404, as if it were not there.
//
// # Errors
//
// All errors have one shape (Problem, RFC 9457) whoever found them: the schema, a rule between fields, the engine's check of a
// document, a store. Issues carry a JSON pointer into what was sent, or into the document. What is ours is logged and told as
// code "internal" without its text.
//
// # Log-in and other sites
//
// The page has a cookie that scripts of other sites cannot use: it is SameSite=Strict and HttpOnly, and a change by it is
// refused where the browser says that another site asks (Sec-Fetch-Site, else Origin). A program has a bearer token, for
// which none of that matters.
//
// Logging in by another server (oidc.go) is two addresses for browsers beside the operations: they answer with redirects. What keeps
// somebody out is a code in the address of the log-in page: no_account, email_unverified, email_missing, domain_refused,
// issuer_refused, issuer_settings, issuer_unreachable, flow_strange, internal, or that of a refusal.
//
// # Files
//
// An upload is read by the handler, piece by piece, and lies in the system's directory for such things until it is stored: huma would
// read it whole. What is served of a library is whatever somebody uploaded: its type is the one that we saw in the content, a
// browser may neither guess another nor run anything of it, and what is no picture, film or sound is only saved. An address
// with the right v is kept for good.
//
// # The description
//
// schemas/openapi.json is the description of the API, written by go generate; the page's types are made of it, and /api/docs shows
// it. A test refuses to write one that breaks programs which keep to the published one, unless somebody says that it is
// wanted: operations, parameters and fields that are gone or renamed, and whatever a request must have that it need not have had.
//
// # Requests that come twice
//
// A creation may come with an Idempotency-Key (operation.once): it is done once, and answered alike for a day. What is answered
// is stored, so an operation that answers with a secret has none; a token that was made twice is revoked by whoever sees two.
//
// # Decisions
//
// The page's addresses are behind the #, and every address in it is relative: it works wherever it is mounted, and the server
// needs no list of them. The policy of its content is strict; style elements of the component kit carry a nonce that the
// server writes into the page with each answer.
//
// What is said to the author, in Problems and in Issues, is said in the language of Accept-Language (package wording): the same
// transformer words it, so that nothing below has to know who listens. huma's own errors are turned into Problems by a transformer of the API, and not by its package variable huma.NewError, which all
// users in the process would share.
package editor
