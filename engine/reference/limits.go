package reference

import (
	"encoding/json"
	"fmt"
	"strings"
)

// limits says in words what bounds a setting.
func (l language) limits(s *schema, required bool) string {
	var out []string
	if required {
		out = append(out, l.in("**required**", "**обязательно**"))
	}
	switch {
	case s.MinLength > 1 || s.MinLength == 1 && s.MaxLength > 0 && !required:
		out = append(out, l.between(s.MinLength, s.MaxLength)+" "+l.in("characters", "символов"))
	case s.MaxLength > 0:
		out = append(out, l.between(0, s.MaxLength)+" "+l.in("characters", "символов"))
	}
	switch {
	case s.MinItems > 0 && (s.MaxItems > 0 || s.MinItems > 1):
		out = append(out, l.between(s.MinItems, s.MaxItems)+" "+l.in("entries", "элементов"))
	case s.MinItems == 1:
		out = append(out, l.in("not empty", "не пусто"))
	case s.MaxItems > 0:
		out = append(out, l.between(0, s.MaxItems)+" "+l.in("entries", "элементов"))
	}
	switch low, high := s.Minimum, s.Maximum; {
	case low != nil && high != nil:
		out = append(out, fmt.Sprintf(l.in("%s to %s", "от %s до %s"), *low, *high))
	case low != nil:
		out = append(out, fmt.Sprintf(l.in("from %s", "от %s"), *low))
	case high != nil:
		out = append(out, fmt.Sprintf(l.in("up to %s", "до %s"), *high))
	}
	if s.Pattern != "" {
		out = append(out, code(s.Pattern))
	}
	if s.Default != nil {
		value, err := json.Marshal(s.Default)
		if err == nil {
			out = append(out, l.in("by default ", "по умолчанию ")+code(strings.Trim(string(value), `"`)))
		}
	}
	if s.Item {
		out = append(out, l.in("sees `item` and `index`", "видит `item` и `index`"))
	}
	if s.Secrets {
		out = append(out, l.in("may read secrets", "может читать секреты"))
	}
	return strings.Join(out, ", ")
}

// between says a range of counts; no low or no high end is 0.
func (l language) between(low, high int) string {
	switch {
	case low > 0 && high > 0:
		return fmt.Sprintf(l.in("%d to %d", "от %d до %d"), low, high)
	case low > 0:
		return fmt.Sprintf(l.in("at least %d", "не меньше %d"), low)
	default:
		return fmt.Sprintf(l.in("up to %d", "до %d"), high)
	}
}
