package editor

import (
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemaName names the schema of a type. Those of packages that have short names of their own, such as Message, are told
// apart by the package.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	prefix := map[string]string{"screen": "Screen", "testchat": "Chat", "film": "Chat"}[path.Base(t.PkgPath())]
	if prefix == "" || strings.HasPrefix(name, prefix) {
		return name
	}
	return prefix + name
}
