package enginetest

import "flag"

// The flag is registered once for whatever test binary imports this package.
var update = flag.Bool("update", false, "rewrite the expectations under testdata")

// Updating reports whether the tests run with -update: expectations are then rewritten instead of compared, and the
// difference is reviewed like code. Packages that import this one use it in place of a flag of their own.
func Updating() bool { return *update }
