// A reporter of Vitest that writes the events of `go test -json`, so that one tally counts all tests.
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

function say(event) {
	process.stdout.write(`${JSON.stringify({ Package: "editor/ui", ...event })}\n`);
}

export default class Events {
	onInit() {
		this.begun = Date.now();
	}

	onTestCaseResult(test) {
		const name = `${path.relative(root, test.module.moduleId)}: ${test.fullName}`.replaceAll("/", "⁄"); // a slash is a subtest
		const result = test.result();
		for (const e of result.errors ?? []) {
			say({ Action: "output", Test: name, Output: `--- FAIL: ${name}\n${e.stack ?? e.message}\n${e.diff ?? ""}\n` });
		}
		const action = { passed: "pass", failed: "fail", skipped: "skip" }[result.state];
		say({ Action: action ?? "fail", Test: name, Elapsed: (test.diagnostic()?.duration ?? 0) / 1000 });
	}

	onTestRunEnd(modules, unhandled, reason) {
		const errors = [...unhandled, ...modules.flatMap((m) => m.errors())];
		for (const e of errors) {
			say({ Action: "output", Output: `${e.stack ?? e.message}\n` });
		}
		const failed = reason !== "passed" || errors.length > 0;
		say({ Action: failed ? "fail" : "pass", Elapsed: (Date.now() - this.begun) / 1000 });
	}
}
