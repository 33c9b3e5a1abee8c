package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/cmd/internal/served"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// The matrix in small: everything breaks once or twice, and no promise is.
func TestRun_KeepsItsPromises(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	binary, err := served.Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range []string{"random", "hashed"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := run(t.Context(), []string{
				"-server", binary, "-data", t.TempDir(), "-instances", "2", "-routing", way, "-updates", "300", "-people", "30", "-bots", "4",
				"-kills", "2", "-cuts", "1", "-storms", "1", "-think", "500ms",
			}, &out)
			if errors.Is(err, storagetest.ErrMissing) {
				storagetest.Need(t, err)
			}
			if err != nil {
				t.Fatalf("%v\n%s%s", err, out.String(), logs(t, err))
			}
			for _, line := range []string{
				`\| 2 \| ` + way + ` \| [3-9]\d\d \| [3-9]\d\d \|( 0 \|){9} \d+ \| \d+ \| \d+ \| .+ \|`,
				`  twice: \d+ by kills, \d+ by PostgreSQL, \d+ by seats lost, \d+ by cuts; .+`,
				`  broke: 2 kills, 1 outages of PostgreSQL, 1 cuts, 1 storms with \d+ refusals, 0 upgrades; .+`,
			} {
				if !regexp.MustCompile(`(?m)^` + line + `$`).MatchString(out.String()) {
					t.Errorf("no line %s in\n%s", line, out.String())
				}
			}
		})
	}
}

// Where nothing breaks, nobody notices that all processes are replaced, which were those of the version before.
func TestRun_NobodyNoticesAnUpgrade(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	binary, err := served.Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	before := filepath.Join(t.TempDir(), "before")
	if err := os.Link(binary, before); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = run(t.Context(), []string{
		"-server", binary, "-from", before, "-data", t.TempDir(), "-instances", "2", "-routing", "hashed", "-updates", "200", "-people", "20", "-bots", "4",
		"-kills", "0", "-postgres-kills", "0", "-cuts", "0", "-storms", "0", "-upgrades", "1", "-think", "500ms",
	}, &out)
	if errors.Is(err, storagetest.ErrMissing) {
		storagetest.Need(t, err)
	}
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), logs(t, err))
	}
	for _, part := range []string{" 1 upgrades from " + before + "; seed ", " 0 storms with 0 refusals, 1 upgrades; ", "; the longest took "} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("no %q in\n%s", part, out.String())
		}
	}
}

func TestFleet_InstancesAreOfTheVersionBeforeUntilTheyAreRenewed(t *testing.T) {
	t.Parallel()
	for from, want := range map[string][]string{"": {"new", "new"}, "before": {"before", "new"}} {
		f := newFleet(&options{server: "new", from: from}, newStandIn(), "", "")
		f.renewed = []bool{false, true}
		if got := []string{f.program(0), f.program(1)}; !slices.Equal(got, want) {
			t.Errorf("from %q they are %q, want %q", from, got, want)
		}
	}
}

// logs gives what the processes of a run have logged, if its error names the directory.
func logs(t *testing.T, of error) string {
	t.Helper()
	_, dir, _ := strings.Cut(of.Error(), "the logs are in ")
	files, err := filepath.Glob(filepath.Join(strings.TrimSuffix(dir, ")"), "*", "instance-*.log"))
	if err != nil {
		t.Error(err)
	}
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
		}
		all.WriteString("\n" + filepath.Base(file) + ":\n" + string(data))
	}
	return all.String()
}

func TestRun_RefusesWhatIsNoCell(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-instances", "0"}, {"-instances", "two"}, {"-routing", "best"}, {"-from", "scenarist-before"}} {
		var out strings.Builder
		if err := run(t.Context(), args, &out); err == nil || !strings.HasPrefix(err.Error(), args[0]+": ") || out.Len() > 0 {
			t.Errorf("%q: %v, and %q", args, err, out.String())
		}
	}
}
