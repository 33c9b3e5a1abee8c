// Scenarist runs Telegram bots that are described by a document. All of it is package program, of which integrators make programs of
// their own.
package main

import "github.com/scenarist/scenarist/cmd/program"

func main() { program.Main(program.Options{}) }
