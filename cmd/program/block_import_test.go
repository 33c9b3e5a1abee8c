package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBlockImport_WritesAManifestAndSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	const api = "../../engine/custom/declarative/openapi/testdata/shop.yaml"
	out := filepath.Join(t.TempDir(), "item")
	for _, c := range []struct {
		name              string
		args              []string
		code              int
		wantOut, wantErrs string
	}{
		{"the operations are listed", []string{api}, exitOK, "addItem\nGET /orders/{orderId}/items\nlogin\n", ""},
		{"a name that is none", []string{api, "--operation", "addItems"}, exitUsage, "", "there is no operation \"addItems\"; there are addItem, GET /orders/{orderId}/items, login\n"},
		{"a file that is none", []string{"program.go"}, exitProblem, "", "import program.go: "},
		{"printed", []string{api, "--operation", "login", "--name", "acme/login"}, exitOK, "manifest: 1\nname: acme/login\n", "the service also wants \"key\""},
		{"written", []string{api, "--operation", "addItem", "--out", out}, exitOK, "wrote " + filepath.Join(out, "manifest.yaml") + " as flower_shop/add_item\n", "  - the cookie session is left out: blocks have no cookies\n"},
		{"not written over", []string{api, "--operation", "login", "--out", out}, exitUsage, "", "is there already, and is left as it is"},
	} {
		code, got, errs := called(t, append([]string{"block", "import-openapi"}, c.args...)...)
		if code != c.code || !strings.HasPrefix(got, c.wantOut) || !strings.Contains(errs, c.wantErrs) || c.wantErrs == "" && errs != "" {
			t.Errorf("%s: ended with %d: %s%s", c.name, code, got, errs)
		}
	}
	data, err := os.ReadFile(filepath.Join(out, "manifest.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	golden, err := os.ReadFile("../../engine/custom/declarative/openapi/testdata/add_item.manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(golden), string(data)) {
		t.Errorf("wrote\n%s", data)
	}
}
