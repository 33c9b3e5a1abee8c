package program

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What is told to be tested, what the compose file runs, and the programs that make its backups are of one version.
func TestDeploy_PostgresIsOfOneVersion(t *testing.T) {
	t.Parallel()
	_, version, ok := strings.Cut(composeFile(t).Services["db"].Image, "postgres:")
	if !ok {
		t.Fatal("the database is no PostgreSQL")
	}
	for text, file := range map[string]string{
		"(tested with " + version + ", which the compose file has)":          "../../README.md",
		"RUN apk add --no-cache postgresql" + version + "-client && pg_dump": "../../examples/deploy/Dockerfile",
		"These are of PostgreSQL " + version + ",":                           "../../examples/deploy/README.md",
		"The database is PostgreSQL " + version + ",":                        "../../examples/deploy/README.md",
	} {
		if !strings.Contains(readText(t, file), text) {
			t.Errorf("%s does not say %q", file, text)
		}
	}
}

// The image has the editor's page, built before the program that takes it in, and as make builds it.
func TestDeploy_ImageHasThePage(t *testing.T) {
	t.Parallel()
	text := deployed(t, "Dockerfile")
	at := -1
	for _, line := range []string{
		"FROM node:", "npm ci --no-audit --no-fund", "COPY editor/ui ./", "npm run build", "FROM golang:", "COPY . .",
		"COPY --from=page /src/editor/ui/dist editor/ui/dist", "go build",
	} {
		next := strings.Index(text[at+1:], line)
		if next < 0 {
			t.Fatalf("there is no %q where it belongs", line)
		}
		at += 1 + next
	}
	if recipe := readText(t, "../../Makefile"); !strings.Contains(recipe, "npm ci --no-audit --no-fund\n") || !strings.Contains(recipe, "npm run --silent build\n") {
		t.Error("make builds the page in another way")
	}
	number := func(pattern, text string) int {
		t.Helper()
		m := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("there is no %s", pattern)
		}
		return must(strconv.Atoi(m[1]))
	}
	if node, oldest := number(`FROM node:(\d+)`, text), number(`"node": ">=(\d+)`, readText(t, "../../editor/ui/package.json")); node < oldest {
		t.Errorf("it is built with Node %d, and needs %d", node, oldest)
	}
	ignored := strings.Split(deployed(t, "Dockerfile.dockerignore"), "\n")
	if !slices.Contains(ignored, "editor/ui/dist/*") || slices.Contains(ignored, ".git") {
		t.Errorf("left out are %q: an old page goes in, or the version is not known", ignored)
	}
	// What README.md has people put beside the files is neither sent to a build nor taken for a change of the sources.
	untracked := strings.Split(readText(t, "../../.gitignore"), "\n")
	for _, name := range []string{"backups", "backup.log", "prometheus/scenarist_password"} {
		file := "examples/deploy/" + name
		if !slices.Contains(ignored, file) || !slices.ContainsFunc(untracked, func(line string) bool { return strings.Trim(line, "/") == file }) {
			t.Errorf("%s is not left out, by Docker or by git", file)
		}
	}
}

// What a build downloads and compiles is there for the next one, and not in the image.
func TestDeploy_BuildsGoOnFromTheLastOne(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(deployed(t, "Dockerfile"), "\\\n", "")
	for command, kept := range map[string][]string{"npm ci": {"/kept,id=npm"}, "go build": {"/kept,id=go"}, "apk add": nil} {
		run := regexp.MustCompile(`(?m)^RUN .*`+command+` .*$`).FindAllString(text, -1)
		if len(run) != 1 {
			t.Fatalf("%s is run by %q", command, run)
		}
		var got []string
		for _, m := range regexp.MustCompile(`--mount=type=cache,target=(\S+)`).FindAllStringSubmatch(run[0], -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, kept) {
			t.Errorf("%s keeps %q, want %q", command, got, kept)
		}
	}
	for _, place := range []string{" --cache /kept\n", "ENV GOMODCACHE=/kept/modules GOCACHE=/kept/compiled "} {
		if !strings.Contains(text, place) {
			t.Errorf("there is no %q: what is downloaded and compiled is kept somewhere else", place)
		}
	}
	if strings.HasPrefix(text, "# syntax") {
		t.Error("every build asks for another frontend, and Docker's own one reads this")
	}
}

// The commands that the page tells to be run in a container are there.
func TestDeploy_CommandsAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, m := range regexp.MustCompile(`docker compose (?:run|exec) [^`+"`"+`\n]*?\bone (?:/scenarist )?(\w+)`).FindAllStringSubmatch(deployed(t, "README.md"), -1) {
		if m[1] != "hostname" { // of the system
			found[m[1]] = true
			does(t, m[1], "--help")
		}
	}
	if got, want := slices.Sorted(maps.Keys(found)), []string{"backup", "bots", "doctor", "import", "restore"}; !slices.Equal(got, want) {
		t.Errorf("the commands are %v, want %v", got, want)
	}
}

func TestDeploy_ImageAndServiceRunTheProgram(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"Dockerfile": {
			"FROM golang:1.26 AS build", "FROM alpine:3.22", "USER 65532:65532", `ENTRYPOINT ["/scenarist"]`, `CMD ["serve"]`,
		},
		"scenarist.service": {"ExecStart=/usr/local/bin/scenarist serve", "Restart=always", "ProtectSystem=strict", "KillSignal=SIGTERM"},
	} {
		text := deployed(t, name)
		for _, line := range lines {
			if !slices.Contains(strings.Split(text, "\n"), line) {
				t.Errorf("%s has no line %q", name, line)
			}
		}
	}
	if strings.Contains(deployed(t, "scenarist.service"), "\nMemoryDenyWriteExecute=") {
		t.Error("under systemd modules cannot be compiled")
	}
	// The Go that the module wants is the one that the image is built with, and the health check is a command that there is.
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readText(t, "../../go.mod"))[1]
	if !strings.Contains(deployed(t, "Dockerfile"), "FROM golang:"+version+" ") {
		t.Errorf("the image is not built with Go %s", version)
	}
	check := regexp.MustCompile(`HEALTHCHECK .*CMD \["/scenarist", "(\w+)", "(--\w+)"\]`).FindStringSubmatch(deployed(t, "Dockerfile"))
	if check == nil {
		t.Fatal("there is no health check")
	}
	does(t, check[1], check[2], "--help")
	seconds, err := strconv.Atoi(regexp.MustCompile(`(?m)^TimeoutStopSec=(\d+)$`).FindStringSubmatch(deployed(t, "scenarist.service"))[1])
	if err != nil || time.Duration(seconds)*time.Second <= stopTimeout {
		t.Errorf("systemd kills it after %d seconds, %v", seconds, err)
	}
}
