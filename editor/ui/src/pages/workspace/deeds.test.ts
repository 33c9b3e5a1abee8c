import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import personal from "../../i18n/en/account.json";
import words from "../../i18n/en/workspace.json";

/** What the server writes into the audit log, read from its Go files: names of some families, and some without one. */
function deedsOfServer(families: string, others: readonly string[]): string[] {
	const found = new Set<string>(others);
	const pattern = new RegExp(`"((?:${families})\\.[a-z]+)"`, "g");
	const files = ["../account", "../studio"].flatMap((folder) =>
		readdirSync(folder, { encoding: "utf8" }).map((file) => join(folder, file)),
	);
	for (const file of [...files, "../telegram.go"]) {
		if (!file.endsWith(".go") || file.endsWith("_test.go")) {
			continue;
		}
		const code = readFileSync(file, "utf8").replaceAll(/\/\/.*/g, "");
		for (const [, name] of code.matchAll(pattern)) {
			if (name && !["bot.json", "contact.read", "media.write"].includes(name)) {
				found.add(name.replace(".", "_"));
			}
		}
	}
	return [...found].sort();
}

it("has words for everything that the journal may hold, and for nothing else", () => {
	const families = "block|bot|contact|draft|media|secret|letter|member|invitation|workspace";
	expect(Object.keys(words.deed).sort()).toEqual(deedsOfServer(families, ["setup"]));
	expect(Object.keys(personal.deed).sort()).toEqual(deedsOfServer("account|login|password|token|totp", ["login"]));
});
