package account

// Answer is what somebody's request with an idempotency key was answered.
type Answer struct {
	Request []byte // hash of what was asked for
	Status  int    // 0: it is being worked on
	Headers map[string]string
	Body    []byte
}
