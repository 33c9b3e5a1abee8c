package botapi

import (
	"encoding/json"
)

// Limits of inline answers: Bot API, answerInlineQuery and InlineQueryResult.
const (
	maxInlineResults  = 50
	maxInlineResultID = 64 // bytes
)

// inlineQuery is the Bot API's InlineQuery.
type inlineQuery struct {
	ID       string `json:"id"`
	From     User   `json:"from"`
	Query    string `json:"query"`
	Offset   string `json:"offset"`
	ChatType string `json:"chat_type,omitempty"`
}

// chosenResult is the Bot API's ChosenInlineResult.
type chosenResult struct {
	ResultID string `json:"result_id"`
	From     User   `json:"from"`
	Query    string `json:"query"`
}

// InlineQuery types a query after the bot's name and gives the query's id.
func (p *Person) InlineQuery(bot, text string) (string, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return "", err
	}
	q := &query{kind: "inline_query", person: p}
	b.ask(q, inlineLife)
	b.queue.add("inline_query", "inline", p.user.ID, inlineLife,
		inlineQuery{ID: q.id, From: p.user, Query: text, ChatType: "sender"})
	return q.id, nil
}

// InlineResults are the results that the bot gave for the query, as it gave
// them; nil until it answers.
func (p *Person) InlineResults(queryID string) []json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inlineResults[queryID]
}

// ChooseInline picks a result of an answered query: the bot learns of it.
func (p *Person) ChooseInline(bot, text, resultID string) error {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return err
	}
	b.queue.add("chosen_inline_result", "inline", p.user.ID, chosenInlineLife,
		chosenResult{ResultID: resultID, From: p.user, Query: text})
	return nil
}

func answerInlineQuery(b *bot, r *request) (any, *Error) {
	var results []json.RawMessage
	if _, err := r.required("results"); err != nil {
		return nil, err
	}
	if _, err := r.decode("results", "inline query results", &results); err != nil {
		return nil, badRequest("expected an Array of inline query results")
	}
	if len(results) > maxInlineResults {
		return nil, badRequest("RESULTS_TOO_MUCH")
	}
	seen := map[string]bool{}
	for _, raw := range results {
		var in struct {
			Type string `json:"type"`
			ID   string `json:"id"`
		}
		switch err := json.Unmarshal(raw, &in); {
		case err != nil:
			return nil, badRequest("can't parse inline query result: expected an Object")
		case in.Type == "":
			return nil, badRequest(`can't parse inline query result: Can't find field "type"`)
		case in.ID == "" || len(in.ID) > maxInlineResultID:
			return nil, badRequest("RESULT_ID_INVALID")
		case seen[in.ID]:
			return nil, badRequest("RESULT_ID_DUPLICATE")
		}
		seen[in.ID] = true
	}
	q, err := b.takeQuery(r.str("inline_query_id"), "inline_query")
	if err != nil {
		return nil, err
	}
	q.person.mu.Lock()
	defer q.person.mu.Unlock()
	if results == nil {
		results = []json.RawMessage{}
	}
	q.person.inlineResults[q.id] = results
	return true, nil
}
