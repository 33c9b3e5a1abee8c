package simulator

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"

	"github.com/scenarist/scenarist/engine"
)

// RouteFile is the name of the file beside a document that says what random people know.
const RouteFile = "route.json"

// Route is what people who use a bot at random know besides what they see, and what may go wrong then: the file RouteFile
// beside the bot's document. All of it may be left out.
type Route struct {
	About string `json:"about,omitempty"` // for readers
	// Words are texts that people may say, besides those of the document.
	Words []string `json:"words,omitempty"`
	// Payloads are those of start links.
	Payloads []string `json:"payloads,omitempty"`
	// Webhooks are calls from outside that come now and then, for any of the people.
	Webhooks []engine.WebhookCall `json:"webhooks,omitempty"`
	// HTTP are answers besides those of the stand-in. Which of them a request gets is drawn, each as likely as its times say.
	HTTP []Answer `json:"http,omitempty"`
	// Secrets are added to those of the stand-in.
	Secrets map[string]string `json:"secrets,omitempty"`
	// Troubles are the codes that the owner may hear of, since the answers make them.
	Troubles []string `json:"troubles,omitempty"`
	// Refusals are Telegram's words for calls that it may refuse, since the answers make them.
	Refusals []string `json:"refusals,omitempty"`
}

// LoadRoute reads the file of the bot whose directory it gets; an empty route if there is none.
func LoadRoute(dir fs.FS) (*Route, error) {
	r := &Route{}
	data, err := fs.ReadFile(dir, RouteFile)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", RouteFile, err)
	}
	if err := strict(data, r); err != nil {
		return nil, fmt.Errorf("read %s: %w", RouteFile, err)
	}
	for i := range r.HTTP {
		r.HTTP[i].Repeat = true
	}
	return r, nil
}

// Services joins the route's answers and secrets with those of the stand-in, which may be nil. The answers are fresh; the
// files that they name are in the directory.
func (r *Route) Services(standin *Standin, dir fs.FS) (*Answers, map[string]string, error) {
	if standin == nil {
		standin = &Standin{}
	}
	secrets := maps.Clone(standin.Secrets)
	if secrets == nil {
		secrets = map[string]string{}
	}
	maps.Copy(secrets, r.Secrets)
	answers, err := NewAnswers(append(append([]Answer(nil), r.HTTP...), standin.HTTP...), FilesIn(dir))
	if err != nil {
		return nil, nil, err
	}
	return answers, secrets, nil
}
