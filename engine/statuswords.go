package engine

import "net/http"

// StatusTrouble is the trouble of a call of an HTTP service whose answer has a status that is not a good one, in words for the author. It
// may pass where the status speaks of now and not of the request: RFC 9110, section 15, and RFC 6585.
func StatusTrouble(host string, status int) *RunError {
	e := Trouble("http_status", "%s answered %d", host, status)
	if words := StatusWords(status); words != "" {
		e = Trouble("http_status", "%s answered %d: %s", host, status, words)
	}
	e.HTTPStatus = status
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		e.Retryable = true
	}
	return e
}

// StatusWords says to authors in plain words what an HTTP status of 400 or above means, and what can be done; empty for one that says
// no more than its number.
func StatusWords(status int) string {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return "the request is not as the service wants it"
	case http.StatusUnauthorized, http.StatusForbidden:
		return "the key or password is not accepted, or does not allow this"
	case http.StatusPaymentRequired:
		return "the service wants to be paid first: is there enough on the account there?"
	case http.StatusNotFound:
		return "there is nothing at this address"
	case http.StatusMethodNotAllowed:
		return "the service does not take this method here"
	case http.StatusRequestEntityTooLarge:
		return "the request is too large for the service"
	case http.StatusTooManyRequests:
		return "these are too many requests for the service: make fewer, or try later"
	}
	if status >= 500 {
		return "the service itself is in trouble: try later"
	}
	return ""
}
