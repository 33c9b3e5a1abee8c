package editor

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/draft"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
)

func personOf(p studio.Person) *Who {
	if p == (studio.Person{}) {
		return nil
	}
	return &Who{ID: p.ID, Name: p.Name}
}

// Draft is the document that is being edited, with what is known of it.
type Draft struct {
	Version  int64             `json:"version"`
	Document json.RawMessage   `json:"document"`
	Exits    map[string][]Exit `json:"exits" doc:"By the id of the block"`
	Issues   []engine.Issue    `json:"issues"`
	SavedAt  time.Time         `json:"saved_at"`
	SavedBy  *Who              `json:"saved_by,omitempty"`
}

type draftAnswer struct {
	ETag string `header:"ETag"`
	Body Draft
}

func draftOf(d *studio.Draft, f *studio.Findings) *draftAnswer {
	return &draftAnswer{ETag: versionTag(d.Version), Body: Draft{
		Version: d.Version, Document: d.Document, Exits: exitsBy(f, nil), Issues: f.Issues, SavedAt: d.SavedAt, SavedBy: personOf(d.SavedBy),
	}}
}

// exitsBy gives the exits of some blocks, of all for nil.
func exitsBy(f *studio.Findings, blocks map[string]bool) map[string][]Exit {
	out := map[string][]Exit{}
	for id, exits := range f.Exits {
		if blocks == nil || blocks[id] {
			out[id] = exitsOf(exits)
		}
	}
	return out
}

type draftRead struct {
	BotPath

	IfNoneMatch string `header:"If-None-Match"`
}

type draftReplacement struct {
	BotPath

	IfMatch string `header:"If-Match" doc:"The version that it stands for, as the ETag has it"`
	Client  string `query:"client" maxLength:"64" doc:"Names the page, so that it knows its own changes again"`
	Body    json.RawMessage
}

type draftEdit struct {
	BotPath

	Body struct {
		Changes []draft.Change `json:"changes" minItems:"1" maxItems:"20000"`
		Client  string         `json:"client" maxLength:"64" doc:"Names the page, so that it knows its own changes again"`
	}
}

// DraftEdited is what became of changes.
type DraftEdited struct {
	Version   int64             `json:"version"`
	Exits     map[string][]Exit `json:"exits" doc:"Of the blocks that were changed"`
	Issues    []engine.Issue    `json:"issues" doc:"All of the draft"`
	Conflicts []draft.Conflict  `json:"conflicts" doc:"Changes that were not made"`
}

type draftEdited struct {
	ETag string `header:"ETag"`
	Body DraftEdited
}

// HistoryItem is a version of a draft that was kept.
type HistoryItem struct {
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
	Who     *Who      `json:"who,omitempty"`
	Count   int       `json:"count" doc:"Saves that are in it"`
}

type historyRequest struct {
	BotPath

	Version int64 `path:"version" minimum:"1"`
}

// readVersion reads If-Match.
func readVersion(tag string) (int64, error) {
	if tag == "" {
		return 0, problem(http.StatusPreconditionRequired, "if_match_needed", "Say with If-Match which version of the draft this is to replace.")
	}
	v, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), 10, 64)
	if err != nil {
		return 0, problem(http.StatusPreconditionFailed, "stale", "If-Match has no version of the draft in it.")
	}
	return v, nil
}

func (a *api) editDraft(ctx context.Context, in *draftEdit) (*draftEdited, error) {
	e, err := a.o.Studio.Edit(ctx, actorOf(ctx), in.Bot, in.Body.Client, in.Body.Changes)
	if err != nil {
		return nil, err
	}
	changed := map[string]bool{}
	for _, c := range e.Done {
		if len(c.Path) >= 4 && c.Path[0] == "flows" {
			changed[c.Path[3]] = true // of a note or an edge it is harmless
		}
	}
	out := &draftEdited{ETag: versionTag(e.Draft.Version), Body: DraftEdited{
		Version: e.Draft.Version, Exits: exitsBy(e.Findings, changed), Issues: e.Findings.Issues, Conflicts: e.Conflicts,
	}}
	if out.Body.Conflicts == nil {
		out.Body.Conflicts = []draft.Conflict{}
	}
	return out, nil
}

func (a *api) addDrafts() {
	add(a, operation{
		id: "get-draft", method: http.MethodGet, path: "/bots/{bot}/draft", tag: "Drafts", rule: onBot(access.BotRead),
		summary: "The document that is being edited",
	}, func(ctx context.Context, in *draftRead) (*draftAnswer, error) {
		d, f, err := a.o.Studio.Open(ctx, in.Bot)
		if err != nil {
			return nil, err
		}
		if tag := versionTag(d.Version); in.IfNoneMatch == tag {
			return nil, notModified(tag)
		}
		return draftOf(&d, f), nil
	})
	add(a, operation{
		id: "replace-draft", method: http.MethodPut, path: "/bots/{bot}/draft", tag: "Drafts", rule: onBot(access.BotEdit),
		maxBody: maxDocument, summary: "Replace the document as a whole",
	}, func(ctx context.Context, in *draftReplacement) (*draftAnswer, error) {
		version, err := readVersion(in.IfMatch)
		if err != nil {
			return nil, err
		}
		d, f, err := a.o.Studio.Replace(ctx, actorOf(ctx), in.Bot, in.Client, version, in.Body)
		if err != nil {
			return nil, err
		}
		return draftOf(&d, f), nil
	})
	add(a, operation{
		id: "edit-draft", method: http.MethodPatch, path: "/bots/{bot}/draft", tag: "Drafts", rule: onBot(access.BotEdit),
		maxBody: maxDocument, summary: "Change elements of the document; what others changed meanwhile stays",
	}, a.editDraft)
	add(a, operation{
		id: "draft-history", method: http.MethodGet, path: "/bots/{bot}/draft/history", tag: "Drafts", rule: onBot(access.BotRead),
		summary: "Versions of the draft that were kept, the newest first",
	}, func(ctx context.Context, in *BotPath) (*items[HistoryItem], error) {
		pasts, err := a.o.Studio.History(ctx, in.Bot)
		if err != nil {
			return nil, err
		}
		out := allOf([]HistoryItem{})
		for _, p := range pasts {
			out.Body.Items = append(out.Body.Items, HistoryItem{Version: p.Version, At: p.At, Who: personOf(p.Who), Count: p.Count})
		}
		return out, nil
	})
	add(a, operation{
		id: "draft-of-version", method: http.MethodGet, path: "/bots/{bot}/draft/history/{version}", tag: "Drafts", rule: onBot(access.BotRead),
		summary: "The document of a version that was kept",
	}, func(ctx context.Context, in *historyRequest) (*documentAnswer, error) {
		data, err := a.o.Studio.Past(ctx, in.Bot, in.Version)
		return &documentAnswer{Body: data}, err
	})
}
