import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
	export interface ProvidedContext {
		/** The binary with the page in it. */
		binary: string;
		/** Address of the simulated Telegram. */
		telegram: string;
		chromium: string;
	}
}

const root = path.resolve(import.meta.dirname, "../../../..");

/** Builds the programs, unless SCENARIST_TEST_PROGRAMS names a folder with them, and starts the simulated Telegram, once for all files. */
export default async function setup(project: TestProject) {
	const chromium = [process.env.SCENARIST_TEST_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
		(file) => file && existsSync(file),
	);
	if (!chromium) {
		throw new Error("there is no Chromium: install it (Debian: chromium), or name one in SCENARIST_TEST_CHROMIUM");
	}
	const built = process.env.SCENARIST_TEST_PROGRAMS;
	const dir = built ?? mkdtempSync(path.join(tmpdir(), "scenarist-browser-"));
	if (!built) {
		const env = { ...process.env, CGO_ENABLED: "0" };
		execFileSync("go", ["build", "-o", dir, "./cmd/scenarist", "./cmd/standin"], { cwd: root, env, stdio: "inherit" });
	}
	const telegram = spawn(path.join(dir, "standin"), [], { stdio: ["ignore", "pipe", "inherit"] });
	project.provide("binary", path.join(dir, "scenarist"));
	project.provide("chromium", chromium);
	project.provide("telegram", await printed(telegram, /Listening on (\S+)/));
	return () => {
		telegram.kill();
		if (!built) {
			rmSync(dir, { recursive: true, force: true });
		}
	};
}

/** Waits until the program has printed the pattern, and gives its first group. */
export function printed(program: ChildProcess, pattern: RegExp): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = "";
		program.stdout?.on("data", (data: Buffer) => {
			text += data.toString();
			const found = pattern.exec(text)?.[1];
			if (found) {
				resolve(found);
			}
		});
		program.on("error", reject);
		program.on("exit", (code) => reject(new Error(`ended with ${code} before it had printed ${pattern}:\n${text}`)));
	});
}
