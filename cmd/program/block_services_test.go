package program

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
)

// TestBlockTest_TheServiceInNodeKeepsTheRules tries the service as its author would; its neighbour in Go is tried beside its own code.
func TestBlockTest_TheServiceInNodeKeepsTheRules(t *testing.T) {
	t.Parallel()
	const dir, secret = "../../examples/remoteblock-node", "s3cret"
	address := startNode(t, dir, secret)
	for block, want := range map[string]string{
		"feedback": "  ✓ example 1 (Five stars): it comes to an end\n",
		"picture":  "  ✓ example 2 (Nothing): the same key at once gives one answer\n",
	} {
		code, got, errs := called(t, "block", "test", "--secret", secret, address+"/"+block)
		if code != exitOK || !strings.HasPrefix(got, "acme/"+block+" 1.0.0\n") || !strings.Contains(got, want) || !strings.Contains(got, "rules, all kept\n") {
			t.Errorf("%s: ended with %d: %s%s", block, code, got, errs)
		}
		base, err := remote.Address(address + "/" + block)
		if err != nil {
			t.Fatal(err)
		}
		offered, err := remote.Fetch(t.Context(), http.DefaultClient, base)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{dir + "/" + block + ".json", "../../examples/remoteblock-go/" + block + ".json"} {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if m, err := custom.Load(text); err != nil || digest(t, m) != digest(t, offered) {
				t.Errorf("%s is not what the service offers: %v", file, err)
			}
		}
	}
}

func digest(t *testing.T, m *custom.Manifest) string {
	t.Helper()
	d, err := remote.Digest(m)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// startNode runs a service in Node until the test ends, and gives its address.
func startNode(t *testing.T, dir, secret string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("there is no Node here: the service in Node is not tried")
	}
	cmd := exec.CommandContext(t.Context(), node, "service.mjs")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), "SCENARIST_SECRET="+secret, "LISTEN=127.0.0.1:0", "PORT=0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // that it was killed is known
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening at ")
	if err != nil || !ok {
		t.Fatalf("the service says %q, %v", line, err)
	}
	return address
}

// TestBlockTest_TheServiceOfThePageKeepsTheRules runs the service that the page for integrators shows.
func TestBlockTest_TheServiceOfThePageKeepsTheRules(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../examples/blocks/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```js\n")
	source, _, _ := strings.Cut(rest, "```")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "service.mjs"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	address := startNode(t, dir, "s3cret")
	code, got, errs := called(t, "block", "test", "--secret", "s3cret", address+"/oracle")
	if code != exitOK || !strings.Contains(got, "example 1: it comes to an end\n") {
		t.Errorf("ended with %d: %s%s", code, got, errs)
	}
}
