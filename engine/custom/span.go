package custom

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/flow"
)

// Span is how long something of a call may take: as a duration of documents has it, such as 10s, or in milliseconds, such as
// 300ms.
type Span time.Duration

// Std gives it as the standard library's type.
func (s Span) Std() time.Duration { return time.Duration(s) }

// MarshalJSON writes whole seconds as documents do, and everything else in milliseconds.
func (s Span) MarshalJSON() ([]byte, error) {
	if s.Std()%time.Second != 0 {
		return json.Marshal(strconv.FormatInt(s.Std().Milliseconds(), 10) + "ms")
	}
	return flow.Duration(s).MarshalJSON()
}

// UnmarshalJSON reads either form, and a number as seconds.
func (s *Span) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil || !strings.HasSuffix(text, "ms") {
		return (*flow.Duration)(s).UnmarshalJSON(data)
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(text, "ms"), 10, 32)
	if errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("%s is too long", text)
	}
	if err != nil {
		return fmt.Errorf("%q is no number of milliseconds such as 300ms", text)
	}
	*s = Span(time.Duration(n) * time.Millisecond)
	return nil
}
