// Package access says who may do what: roles, what each permits, and what a caller may do where.
//
// It must not know HTTP, accounts or stores: all here are functions of what they are given, and the whole matrix is one
// table. Every operation of the API names one permission, which the guard of package editor asks for here; nothing else
// decides.
//
// A role is given in a workspace, and holds for all its bots, or for a single bot. Who has both has what either permits.
// A token of the API never permits more than its owner's roles do now: its scopes are taken away from, not added to, them.
package access
