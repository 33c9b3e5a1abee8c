package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// callbacks takes in calls of the addresses that waiting blocks gave to services. The address is the proof: it is signed,
// and leads to one wait. A call is answered after its turn is committed; one that nobody waits for any more is answered
// like any other, since its sender has done right.
type callbacks struct {
	host *host.Host
	room *host.Room // for bodies of calls
	log  *slog.Logger
}

// ServeHTTP takes one call in.
func (c *callbacks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), hookTimeout)
	defer cancel()
	if err := c.take(ctx, w, r); err != nil {
		refuse(c.log, w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"ok":true}`)
}

func (c *callbacks) take(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	nothing := refusal(http.StatusNotFound, "not_found", "There is nothing at this address.")
	id, token, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, engine.CallbackPath), "/")
	botID, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nothing
	}
	leave, err := enter(c.room, 0, r) // whether there is such a bot is found out later
	if err != nil {
		return err
	}
	defer leave()
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	call := engine.Callback{Method: r.Method, Query: queryOf(r), Headers: headersOf(r)}
	if call.Body, err = decodeBody(r.Header.Get("Content-Type"), body); err != nil {
		return refusal(http.StatusBadRequest, "body_invalid", "The body cannot be read: %v.", err)
	}
	err = c.host.Callback(ctx, botID, token, call)
	if errors.Is(err, engine.ErrNotFound) {
		return nothing
	}
	return received(err)
}
