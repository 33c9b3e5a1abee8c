// Package phone reads phone numbers as people write them and gives them in the form of E.164. It knows no block.
//
// Phone numbers are read by rules of our own and a table (region.go) instead of a port of libphonenumber: that takes
// megabytes of binary (seven in a small program) and 30 µs a number, which is what a whole turn may take; and its patterns
// of valid numbers age, so that real users are refused until somebody updates it. The table holds what changes rarely:
// calling codes, the prefixes dialled inside a country, and lengths. Read back in seven ways of writing each, the example
// numbers of that library for fixed lines and mobiles of all regions come out the same in all but 9 of 3,423 cases: on some
// islands and in Luxembourg with the country code but no plus, and Argentine mobiles as they are dialled there.
package phone
