package host

// Crowd is how many members must wait for a group beside another.
const Crowd = crowd

// HeardAt is when something counts as said.
var HeardAt = heardAt
