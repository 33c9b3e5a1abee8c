package custom

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// CompareVersions orders versions as semantic versioning 2.0.0 does.
func CompareVersions(a, b string) int {
	coreA, preA, _ := strings.Cut(a, "-")
	coreB, preB, _ := strings.Cut(b, "-")
	if n := slices.CompareFunc(strings.Split(coreA, "."), strings.Split(coreB, "."), compareParts); n != 0 {
		return n
	}
	switch {
	case preA == preB:
		return 0
	case preA == "":
		return 1
	case preB == "":
		return -1
	}
	return slices.CompareFunc(strings.Split(preA, "."), strings.Split(preB, "."), compareParts)
}

// compareParts orders numbers before words.
func compareParts(a, b string) int {
	x, notA := strconv.ParseUint(a, 10, 64)
	y, notB := strconv.ParseUint(b, 10, 64)
	switch {
	case notA == nil && notB == nil:
		return cmp.Compare(x, y)
	case notA == nil:
		return -1
	case notB == nil:
		return 1
	}
	return strings.Compare(a, b)
}
