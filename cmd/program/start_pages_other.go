//go:build !linux

package program

// forgetStartPages is for systems that tell where the program's file is mapped.
func forgetStartPages() {}
