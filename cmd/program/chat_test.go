package program

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
)

// talked runs `scenarist chat` with the input of a pipe.
func talked(t *testing.T, input string, environment map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(&runEnv{
		Context: t.Context(), Stdin: strings.NewReader(input), Stdout: &stdout, Stderr: &stderr,
		Getenv: func(name string) string { return environment[name] },
	}, append([]string{"chat"}, args...))
	return code, stdout.String(), stderr.String()
}

func TestChat_Conversations(t *testing.T) {
	t.Parallel()
	const bot = "testdata/chat/bot.json"
	tests := []struct {
		name, in string
		env      map[string]string
		args     []string
	}{
		{"tour", "tour", nil, []string{bot}},
		{"acts", "acts", nil, []string{bot}},
		{"narrow", "tour", map[string]string{"COLUMNS": "40"}, []string{bot, "--answers", "testdata/chat/answers.json", "--name", "Anna"}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			input, err := os.ReadFile(filepath.Join("testdata", "chat", x.in+".in"))
			if err != nil {
				t.Fatal(err)
			}
			code, out, errs := talked(t, string(input), x.env, append(x.args, "--clock", "2026-01-05T09:00:00Z")...)
			if code != exitOK || errs != "" {
				t.Errorf("exit code %d, errors %q", code, errs)
			}
			golden(t, filepath.Join("testdata", "chat", x.name+".out"), out)
		})
	}
}

// golden compares with a file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if enginetest.Updating() {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("output is\n%s\nwant that of %s", got, file)
	}
}

func TestChat_BrokenDocumentSaysAllThatIsWrong(t *testing.T) {
	t.Parallel()
	code, out, errs := talked(t, "", nil, "testdata/broken.json")
	if code != exitProblem || out != "" || errs != brokenReport {
		t.Errorf("exit code %d, output %q, errors\n%s\nwant\n%s", code, out, errs, brokenReport)
	}
}

func TestChat_WrongUse(t *testing.T) {
	t.Parallel()
	const bot = "testdata/chat/bot.json"
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"none.json"}, exitProblem, "scenarist: there is no file none.json\n"},
		{[]string{bot, "--clock", "noon"}, exitUsage, "scenarist: --clock: \"noon\" is no time; write it like 2026-01-05T09:00:00Z\n"},
		{[]string{bot, "--answers", "none.json"}, exitProblem, "scenarist: there is no file none.json\n"},
		{[]string{bot, "--answers", bot}, exitProblem, "scenarist: read answers of testdata/chat/bot.json: json: unknown field \"schema_version\"\n"},
		{[]string{bot, "--http", "--allow-hosts", "a b"}, exitUsage, "scenarist: SCENARIST_ALLOW_HOSTS (--allow-hosts): "},
	}
	for _, x := range tests {
		code, _, errs := talked(t, "", nil, x.args...)
		if code != x.code || !strings.HasPrefix(errs, x.want) {
			t.Errorf("%q: exit code %d, errors %q; want %d, %q", x.args, code, errs, x.code, x.want)
		}
	}
}

func TestChat_ExamplesCanBeTalkedTo(t *testing.T) {
	t.Parallel()
	code, out, errs := talked(t, "/start\na fox in snow\n1\n:wait 1m\n", nil, "../../examples/picture/bot.json", "--clock", "2026-01-05T09:00:00Z")
	if code != exitOK || errs != "" {
		t.Errorf("exit code %d, errors %q", code, errs)
	}
	for _, want := range []string{"HTTP services are played by standin.json.", "│ 📎 photo\n│ a fox in snow\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

func TestChat_NumberOfAButtonThatIsGone(t *testing.T) {
	t.Parallel()
	code, out, errs := talked(t, "/ask\nDoes it float?\n1\n:say 1\n", nil, "../../examples/support/bot.json")
	if code != exitOK || errs != "" {
		t.Errorf("exit code %d, errors %q", code, errs)
	}
	_, after, _ := strings.Cut(out, "> 1\n")
	told, said, _ := strings.Cut(after, "> :say 1\n")
	if want := "! The button [1] is not there any more. To write the number to the bot: :say 1\n"; told != want {
		t.Errorf("got  %q\nwant %q", told, want)
	}
	if !strings.Contains(said, "Shall I pass your message on to a person?") {
		t.Errorf("the number was not written: %q", said)
	}
}

func TestChat_OfAMessageThatKeepsChangingTheEndIsShown(t *testing.T) {
	t.Parallel()
	const ends = "> :wait 21m\nClay Corner 10:00 (edited)\n│ Order 1 · €24\n│ Soup bowl × 1 = €24\n" +
		"│ 🏠 Pickup at the workshop, 1 Example Street\n│\n│ ⌛ Not paid in time\nClay Corner 10:20\n" +
		"│ The order was not paid in 20 minutes, so the goods are back on the shelf.\n" +
		"│ Nothing was charged, and your cart is as it was.\n│ [1] 🛒 Cart\n"
	code, out, errs := talked(t, "/shop\n2\n1\n2\n2\n:wait 21m\n", nil, "../../examples/shop/bot.json", "--clock", "2026-01-05T09:00:00Z")
	if code != exitOK || errs != "" || !strings.Contains(out, ends) {
		t.Errorf("exit code %d, errors %q, output\n%s\nwant in it\n%s", code, errs, out, ends)
	}
}

func TestChat_WhatABotDoesAllTheWhileIsSaidOnce(t *testing.T) {
	t.Parallel()
	code, out, errs := talked(t, "/start\na boat\n1\n:wait 8m\n", nil, "../../examples/video/bot.json", "--clock", "2026-01-05T09:00:00Z")
	_, waited, _ := strings.Cut(out, "> :wait 8m\n")
	if n := strings.Count(waited, "upload video…\n"); code != exitOK || errs != "" || n != 2 {
		t.Errorf("exit code %d, errors %q, said %d times\n%s", code, errs, n, waited)
	}
}

func TestTerminal_ColoursOnlyWhereWanted(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	term := &terminal{out: &b, width: 30, colour: true}
	term.line(strong, "x")
	term.block(faint, "  one two three four five six seven\nnext")
	term.line(normal, "")
	want := "\x1b[1mx\x1b[0m\n" +
		"\x1b[2m  \x1b[0m\x1b[2mone two three four five six\x1b[0m\n\x1b[2m  \x1b[0m\x1b[2mseven\x1b[0m\n\x1b[2m  \x1b[0m\x1b[2mnext\x1b[0m\n\n"
	if b.String() != want {
		t.Errorf("output is %q; want %q", b.String(), want)
	}
}

func TestTerminal_TextCannotMoveTheCursor(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	(&terminal{out: &b, width: 80}).block(normal, "a\x1b[2Jb\rc\u009bd")
	if want := "a [2Jb c d\n"; b.String() != want {
		t.Errorf("output is %q; want %q", b.String(), want)
	}
}

func TestLocalCommand_SmileysAreNone(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		":help": "help|", ":wait  5m ": "wait|5m", ":say :wait": "say|:wait", ":)": "", ":D": "", ":": "", "help": "", ":-(": "", ":é": "", ":o)": "", ":Help": "",
	} {
		name, rest, ok := localCommand(line)
		got := ""
		if ok {
			got = name + "|" + rest
		}
		if got != want {
			t.Errorf("%q is %q; want %q", line, got, want)
		}
	}
}
