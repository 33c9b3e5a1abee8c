//go:build !linux

package program

// networkFileSystem cannot be told here.
func networkFileSystem(string) string { return "" }
