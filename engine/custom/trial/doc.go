// Package trial runs one block of a package by itself: a bot around it, a session that is saved and loaded between events, a
// clock that is moved by hand, and requests that are answered by stand-ins. The tests of packages
// are made of it, and their examples are played with it before they are installed. It keeps nothing, and nothing leaves it.
package trial
