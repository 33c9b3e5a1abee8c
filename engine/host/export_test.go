package host

// Crowd is how many members must wait for a group beside another.
const Crowd = crowd
