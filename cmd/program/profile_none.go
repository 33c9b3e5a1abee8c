//go:build !profile

package program

import "io"

// profile does nothing; see profile.go.
func profile(io.Writer) (end func()) { return func() {} }
