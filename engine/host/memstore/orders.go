package memstore

import (
	"context"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// Order gives an order; engine.ErrNotFound if there is none.
func (s *Store) Order(_ context.Context, botID int64, id string) (*engine.Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.orders[textKey{botID, id}]
	if !ok {
		return nil, fmt.Errorf("read order %q: %w", id, engine.ErrNotFound)
	}
	return &o, nil
}

// Checkout moves an order from offered to checkout; engine.ErrConflict if it stands elsewhere.
func (s *Store) Checkout(_ context.Context, botID int64, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := textKey{botID, id}
	o, ok := s.orders[k]
	switch {
	case !ok:
		return fmt.Errorf("check out order %q: %w", id, engine.ErrNotFound)
	case o.Status != engine.OrderOffered:
		return fmt.Errorf("check out order %q, which is %s: %w", id, o.Status, engine.ErrConflict)
	}
	o.Status = engine.OrderCheckout
	s.orders[k] = o
	return nil
}
