package testchat

import shots "github.com/scenarist/scenarist/engine/film"

// What is told of turns is told of live ones in the same form.
type (
	Turn     = shots.Turn
	Event    = shots.Event
	Pass     = shots.Pass
	Trouble  = shots.Trouble
	Set      = shots.Set
	Exchange = shots.Exchange
	Packet   = shots.Packet
	Call     = shots.Call
)
