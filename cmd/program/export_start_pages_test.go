package program

// ForgetStartPages is what a server that has started calls.
func ForgetStartPages() { forgetStartPages() }
