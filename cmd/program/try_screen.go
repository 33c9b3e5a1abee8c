package program

import (
	"context"

	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// Screen is what the person sees now. What a press was answered with is shown once.
func (c *tryConversation) Screen(ctx context.Context) (trypage.Screen, error) {
	if err := c.act(ctx, func() error { return nil }); err != nil {
		return trypage.Screen{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s := screen.Of(ctx, c.world, c.person, c.lang)
	s.Toast, s.Alert = c.toast, c.alert
	c.toast, c.alert = "", false
	return s, nil
}
