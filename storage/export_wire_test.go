package storage

// Kept is the memory of a connection.
type Kept struct{ kept }

// Take takes it for so many bytes.
func (k *Kept) Take(size int) []byte { return k.take(size, 0) }
