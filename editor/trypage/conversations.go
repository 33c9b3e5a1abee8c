package trypage

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// conversations is the part of the API in which people talk to bots.
type conversations struct{ opts Options }

// list answers the bots that can be tried.
func (s *conversations) list(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"bots": s.opts.Examples.List()})
}

// create opens a conversation.
func (s *conversations) create(c *gin.Context) {
	var in struct {
		Bot      string `json:"bot"`
		Language string `json:"language"`
	}
	if !decode(c, &in) {
		return
	}
	id, conv, err := s.opts.Examples.Open(c.Request.Context(), in.Bot, in.Language)
	if errors.Is(err, ErrUnknownBot) {
		refuse(c, http.StatusNotFound, "unknown_bot", "There is no bot of that name.")
		return
	}
	if err != nil {
		s.failed(c, err)
		return
	}
	s.show(c, http.StatusCreated, id, conv)
}

// find puts the conversation of the address into the request.
func (s *conversations) find(c *gin.Context) {
	conv, err := s.opts.Examples.Find(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.failed(c, err)
		return
	}
	c.Set("conversation", conv)
}

func of(c *gin.Context) Conversation {
	conv, _ := c.MustGet("conversation").(Conversation)
	return conv
}

func (s *conversations) screen(c *gin.Context) { s.show(c, http.StatusOK, c.Param("id"), of(c)) }

func (s *conversations) remove(c *gin.Context) {
	if err := s.opts.Examples.End(c.Request.Context(), c.Param("id")); err != nil {
		s.failed(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

func (s *conversations) say(c *gin.Context) {
	var in struct {
		Text string `json:"text"`
	}
	s.act(c, &in, func(ctx context.Context, conv Conversation) error { return conv.Say(ctx, in.Text) })
}

func (s *conversations) press(c *gin.Context) {
	var in struct {
		Message int64 `json:"message"`
		Row     int   `json:"row"`
		Col     int   `json:"col"`
	}
	s.act(c, &in, func(ctx context.Context, conv Conversation) error { return conv.Press(ctx, in.Message, in.Row, in.Col) })
}

func (s *conversations) keyboard(c *gin.Context) {
	var in struct {
		Label string `json:"label"`
	}
	s.act(c, &in, func(ctx context.Context, conv Conversation) error { return conv.PressKeyboard(ctx, in.Label) })
}

func (s *conversations) pay(c *gin.Context) {
	var in struct {
		Message int64 `json:"message"`
	}
	s.act(c, &in, func(ctx context.Context, conv Conversation) error { return conv.Pay(ctx, in.Message) })
}

func (s *conversations) send(c *gin.Context) {
	var in struct {
		Kind string `json:"kind"`
	}
	s.act(c, &in, func(ctx context.Context, conv Conversation) error { return conv.Send(ctx, in.Kind) })
}

// maxWait is how far the conversation's clock may be moved at once.
const maxWait = 31 * 24 * time.Hour

func (s *conversations) wait(c *gin.Context) {
	var in struct {
		Seconds int64 `json:"seconds"`
	}
	s.act(c, &in, func(ctx context.Context, conv Conversation) error {
		d := time.Duration(in.Seconds) * time.Second
		if in.Seconds < 1 || in.Seconds > int64(maxWait/time.Second) {
			return &Problem{Message: "The clock can be moved by one second to 31 days."}
		}
		return conv.Wait(ctx, d)
	})
}

// act decodes the request, does it, and answers what the person sees then.
func (s *conversations) act(c *gin.Context, in any, do func(context.Context, Conversation) error) {
	if !decode(c, in) {
		return
	}
	conv := of(c)
	if err := do(c.Request.Context(), conv); err != nil {
		s.failed(c, err)
		return
	}
	s.show(c, http.StatusOK, c.Param("id"), conv)
}

func (s *conversations) show(c *gin.Context, status int, id string, conv Conversation) {
	screen, err := conv.Screen(c.Request.Context())
	if err != nil {
		s.failed(c, err)
		return
	}
	c.JSON(status, gin.H{"id": id, "screen": screen})
}

// failed answers an error: words for the person where there are some, else only that it is our fault.
func (s *conversations) failed(c *gin.Context, err error) {
	if errors.Is(err, ErrConversationOver) {
		refuse(c, http.StatusNotFound, "conversation_over", "This conversation is over. Start a new one.")
		return
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		refuse(c, http.StatusUnprocessableEntity, "refused", p.Message)
		return
	}
	s.opts.Log.Error("try page request failed", "path", c.FullPath(), "error", err)
	refuse(c, http.StatusInternalServerError, "internal", "Something broke on our side; the server's log says what.")
}
