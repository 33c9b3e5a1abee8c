package http

import (
	"errors"
	"io"
	"sync/atomic"
)

// errTooBig ends the reading of a file that is larger than it may be.
var errTooBig = errors.New("over the limit")

// metered reads at most so many bytes, and remembers why it could not go on: what reads it wraps errors, or keeps them to
// itself. One goroutine reads; another may ask meanwhile.
type metered struct {
	r     io.Reader
	limit int64
	n     atomic.Int64 // bytes that were read
	err   atomic.Pointer[error]
}

func newMetered(r io.Reader, limit int64) *metered { return &metered{r: r, limit: limit} }

// Read fails with errTooBig where there is more than the limit.
func (m *metered) Read(p []byte) (int, error) {
	if err := m.failed(); err != nil {
		return 0, err
	}
	if left := m.limit - m.n.Load(); int64(len(p)) > left+1 { // one more, to see whether there is more
		p = p[:left+1]
	}
	n, err := m.r.Read(p)
	if m.n.Add(int64(n)) > m.limit {
		n, err = 0, errTooBig
	}
	if err != nil && !errors.Is(err, io.EOF) {
		m.err.Store(&err)
	}
	return n, err
}

// count is how many bytes were read.
func (m *metered) count() int64 { return m.n.Load() }

// failed is why the reading ended before the end; nil if it did not.
func (m *metered) failed() error {
	if err := m.err.Load(); err != nil {
		return *err
	}
	return nil
}
