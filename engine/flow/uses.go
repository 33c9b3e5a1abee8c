package flow

import "fmt"

// uses reads the pinned packages.
func (o *object) uses(name string) map[string]string {
	var uses map[string]string
	for key, n := range o.entries(name, isPackage) {
		if len(uses) == MaxUses {
			o.problems.add(CodeTooMany, n, fmt.Sprintf("more than %d packages", MaxUses))
			break
		}
		if uses == nil {
			uses = make(map[string]string)
		}
		uses[key] = o.checked(n, isVersion)
	}
	return uses
}

func isPackage(value string) (code, message string) {
	return spelled(packageSpelling, MaxTypeLength, CodeBadBlockType, "vendor/name in small letters")(value)
}

func isVersion(value string) (code, message string) {
	return spelled(versionSpelling, MaxVersionLength, CodeBadValue, "a version such as 1.4.0")(value)
}

// IsPackage reports whether a text may name a block type that is a package of its own.
func IsPackage(value string) bool {
	code, _ := isPackage(value)
	return code == ""
}

// IsVersion reports whether a text may be a package's version.
func IsVersion(value string) bool {
	code, _ := isVersion(value)
	return code == ""
}
