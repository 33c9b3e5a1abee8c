import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { inject } from "vitest";
import { printed } from "./setup";

/** A Scenarist with a database of its own, and what is needed to use it in a browser. */
export class World {
	readonly dir = mkdtempSync(path.join(tmpdir(), "scenarist-world-"));
	readonly telegram = inject("telegram");
	/** Address of the server, without a slash at its end. */
	url = "";
	/** The one-time link for the first account, as the server has printed it. */
	setupLink = "";
	private server: ChildProcess | undefined;
	private browser: Browser | undefined;
	private readonly settings: Record<string, string>;

	private constructor(settings: Record<string, string>) {
		this.settings = settings;
	}

	/** Starts one, with more settings if they are given. */
	static async start(settings: Record<string, string> = {}): Promise<World> {
		const world = new World(settings);
		await world.startServer();
		return world;
	}

	/** Starts the server, with the same address and database as before if there was one. */
	async startServer(): Promise<void> {
		const address = this.url === "" ? `127.0.0.1:${await freePort()}` : this.url.slice("http://".length);
		this.url = `http://${address}`;
		this.server = spawn(inject("binary"), ["serve"], {
			cwd: this.dir,
			env: {
				PATH: process.env.PATH,
				HOME: this.dir,
				SCENARIST_DATA: path.join(this.dir, "data"),
				SCENARIST_LISTEN: address,
				SCENARIST_API_URL: this.telegram,
				...this.settings,
			},
			stdio: ["ignore", "pipe", "inherit"],
		});
		this.server.stdout?.on("data", (data: Buffer) => {
			this.setupLink = /\S+\/#\/setup\?token=\S+/.exec(data.toString())?.[0] ?? this.setupLink;
		});
		await printed(this.server, /(Stop with Ctrl\+C)/);
	}

	/** Ends the server: as a supervisor does, or as a crash does. */
	async stopServer(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
		const server = this.server;
		if (!server || server.exitCode !== null || server.signalCode !== null) {
			return;
		}
		const over = new Promise((resolve) => server.once("exit", resolve));
		server.kill(signal);
		await over;
	}

	/** A browser of its own: cookies and storage are not shared with others. */
	async person(
		options: { width?: number; height?: number; scale?: number; dark?: boolean; language?: string } = {},
	): Promise<Page> {
		this.browser ??= await chromium.launch({
			executablePath: inject("chromium"),
			args: [
				"--headless",
				"--no-sandbox",
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		});
		const context: BrowserContext = await this.browser.newContext({
			viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
			deviceScaleFactor: options.scale ?? 1,
			colorScheme: options.dark ? "dark" : "light",
			locale: options.language ?? "en-US",
			reducedMotion: "reduce",
		});
		context.setDefaultTimeout(60_000);
		return context.newPage();
	}

	/** Moves the people of the simulated Telegram, see cmd/standin. */
	async act(what: "bots" | "say" | "press" | "pay", body: Record<string, string>): Promise<void> {
		const answer = await fetch(`${this.telegram}/control/${what}`, { method: "POST", body: JSON.stringify(body) });
		if (!answer.ok) {
			throw new Error(`${what}: ${await answer.text()}`);
		}
	}

	/** What a person sees in the chat with a bot, oldest first. */
	async screen(token: string, person: string): Promise<{ own: boolean; text: string; buttons: string[][] }[]> {
		const answer = await fetch(`${this.telegram}/control/screen?${new URLSearchParams({ token, person })}`);
		return answer.json();
	}

	async close(): Promise<void> {
		await this.browser?.close();
		await this.stopServer();
		rmSync(this.dir, { recursive: true, force: true });
	}
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const s = createServer();
		s.once("error", reject);
		s.listen(0, "127.0.0.1", () => {
			const address = s.address();
			s.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
		});
	});
}

/** Makes the first account by the link that the server has printed. */
export async function setUp(page: Page, world: World): Promise<void> {
	await page.goto(world.setupLink);
	await page.getByLabel("Name", { exact: false }).first().fill("Anna");
	await page.getByLabel(/e-?mail/i).fill("anna@example.com");
	await page.locator("input[type=password]").first().fill("correct horse battery");
	await page.locator("button[type=submit]").click();
	await page.waitForURL((url) => !url.hash.startsWith("#/setup"));
	await page.getByRole("heading", { level: 1 }).waitFor();
}
