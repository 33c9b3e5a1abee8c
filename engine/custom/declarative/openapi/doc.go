// Package openapi makes a manifest of the kind http out of one operation of an OpenAPI document (3.0 or 3.1, JSON or YAML):
// settings from parameters and body, auth from the security schemes, outputs and error rules from the responses, and an
// example whose stand-in is what the block really sends. What cannot be brought over is told in words; it never fails for
// that, since an author goes on from the manifest by hand.
//
// The document is read as a tree and not into types of a library: of all that OpenAPI can say little is needed here, real
// documents are seldom strict, and the order of their parts is the order of the form.
package openapi
