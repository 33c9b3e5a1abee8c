package studio

// Thin is thin for tests.
var Thin = thin
