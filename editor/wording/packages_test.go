package wording

import (
	"go/ast"
	"path/filepath"
	"slices"
	"strings"
)

// packages say what is wrong with a package of blocks that somebody installs. What goes wrong while one runs is in the others.
var packages = []string{
	"check.go", "load.go", "library.go", "nested.go", "package.go", "composite/*.go", "declarative/compile*.go", "declarative/auth.go",
	"declarative/strict.go", "declarative/standin.go", "declarative/example.go", "remote/kind.go", "trial/play.go", "wasm/kind.go", "wasm/module.go", "wasm/start.go", "wasm/abi.go",
}

// inner begin what only a fault of the program itself, or of its disk, brings about.
var inner = []string{
	"encode ", "open ", "make ", "write ", "play ", "close", "settings of ", "read p", "read the p", "read the s", "read the t", "read the r", "declare ", "fill in ", "job type ", "package %s", "%w", "%s: %s", "%s: %w", "%v",
}

// isPackages tells whether a file says what is wrong with packages.
func isPackages(file string) bool {
	rest, ok := strings.CutPrefix(filepath.ToSlash(file), "../../engine/custom/")
	return ok && slices.ContainsFunc(packages, func(pattern string) bool {
		fits, err := filepath.Match(pattern, rest)
		return err == nil && fits
	})
}

// packageWords gives what a call says of a package; nil for nothing.
func packageWords(c *ast.CallExpr) ast.Expr {
	at := -1
	switch f := c.Fun.(type) {
	case *ast.Ident:
		if f.Name == "whole" || f.Name == "fault" || f.Name == "bad" {
			at = 0
		}
	case *ast.SelectorExpr:
		switch on := nameOf(f.X); {
		case on == "fmt" && f.Sel.Name == "Errorf", on == "errors" && f.Sel.Name == "New":
			at = 0
		case f.Sel.Name == "fail":
			at = 0
		case f.Sel.Name == "add":
			at = 1
		}
	}
	if at < 0 || at >= len(c.Args) {
		return nil
	}
	words := formatOf(c.Args[at])
	if slices.ContainsFunc(inner, func(begin string) bool { return strings.HasPrefix(words, begin) }) {
		return nil
	}
	if strings.Contains(words, "%02x") { // an instruction of a module: nobody but its compiler knows it
		return nil
	}
	return c.Args[at]
}
