package telegram

// NetworkError says that no answer came.
type NetworkError struct {
	// Sent is set where the request may have reached the platform, which then may have done what was asked.
	Sent bool
	Err  error // without the address: it has the token in it
}

// Error gives the cause.
func (e *NetworkError) Error() string { return "call bot api: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *NetworkError) Unwrap() error { return e.Err }
