package simulator

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Options configure a World. Document and Registry are needed.
type Options struct {
	Document *flow.Document
	Registry *engine.Registry
	// Start is where the clock stands at first; the zero time means DefaultStart.
	Start time.Time
	// Staff gives the roles of people on the bot's staff, by the person's name; nil means that Owner is the owner.
	Staff map[string][]string
	// People says who the staff are, by name; who is left out has the defaults of a Profile.
	People map[string]Profile
	// Secrets are the bot's secrets by name.
	Secrets map[string]string
	// Answers are what HTTP services say; nil for none.
	Answers *Answers
	// Places are the groups and channels that the bot administrates.
	Places []Place
	// HTTP makes the calls that Answers has nothing for; nil refuses them.
	HTTP *http.Client
	// Asset opens a file of the bot's media library; nil for a bot without one.
	Asset func(name string) (data []byte, fileName string, err error)
	// Home is where a world lives that outlasts the process. Its clock goes with the machine's, so Start means nothing. nil
	// for a world that lives in memory and whose clock is moved by hand.
	Home *Home
	// Program is the bot as a program of its own, which the world knows from outside only; nil for a host in the world. The
	// world's clock is then the system's, and Home, Revision, Watch, HTTP, Asset and Log mean nothing.
	Program Program
	// Revision is Document compiled before, for many worlds of one bot; nil compiles it. Its number does not matter.
	Revision *engine.Revision
	// Watch gets every committed turn, before anybody sees what it sends; nil for nobody. It must not change the result.
	Watch func(engine.SessionKey, *engine.Result)
	// Say says a message for authors in a language; see engine.Deps. Nil for English.
	Say func(language, message string) string
	// Called gets every call of the bot to Telegram when it has its answer.
	Called func(*Called)
	// Exchanged gets every HTTP call that a block's work made, when the answer has been read.
	Exchanged func(*Exchange)
	// Bounded keeps only the latest messages of each chat and few files, for a world in memory that is one of many.
	Bounded bool
	// Log gets what the host logs; nil for nothing.
	Log *slog.Logger
}

// Owner is the name of the person who owns the bot, unless Options.Staff says otherwise.
const Owner = "owner"

// DefaultStart is where the clock of a world stands at first: a Monday morning.
func DefaultStart() time.Time { return time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC) }
