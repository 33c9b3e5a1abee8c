package testchat

import (
	"github.com/scenarist/scenarist/engine"
	shots "github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/simulator"
)

// masked stands for what nobody may see.
const masked = shots.Masked

// shortestSecret is how long a value is at least that is masked, in bytes.
const shortestSecret = shots.ShortestSecret

// exchangeOf is a call as it is shown.
func exchangeOf(x *simulator.Exchange, mask func(string) string) Exchange {
	heard := shots.Heard{
		Method: x.Method, URL: x.URL, Header: x.Header, Body: x.Body, Status: x.Status, Answer: x.Answer, Content: x.Content,
		Err: x.Err, Took: x.Took,
	}
	return heard.Exchange(mask, shownBody)
}

// cut gives the beginning of a text, at most n bytes.
func cut(s string, n int) string { return engine.ClipBytes(s, n) }
