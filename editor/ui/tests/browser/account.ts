import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import type { World } from "./world";

/** The API as one person uses it who is logged in: what a test needs to be there is made without the page. */
export class Account {
	private cookie = "";

	private constructor(readonly world: World) {}

	/** Whoever sets the server up. */
	static async owner(world: World): Promise<Account> {
		const account = new Account(world);
		const token = new URLSearchParams(world.setupLink.split("?")[1]).get("token");
		await account.call("POST", "/setup", { token, name: "Anna", email: "anna@example.com", password, language: "en" });
		return account;
	}

	/** Somebody whom the owner invites into the workspace, to be what the role says. */
	async invite(role: string, name: string): Promise<Account> {
		const workspace = await this.workspace();
		const invitation = await this.call<{ link: string }>("POST", `/workspaces/${workspace}/invitations`, { role });
		const account = new Account(this.world);
		const token = invitation.link.split("/").at(-1);
		const person = { name, email: `${name.toLowerCase()}@example.com`, password, language: "en" };
		await account.call("POST", `/invitations/${token}/accept`, person);
		return account;
	}

	async workspace(): Promise<string> {
		const { items } = await this.call<{ items: { id: string }[] }>("GET", "/workspaces");
		const [first] = items;
		if (!first) {
			throw new Error("there is no workspace");
		}
		return first.id;
	}

	/** A new bot; its id. The language is that of an example, or of the small bot that one begins with. */
	async bot(from: { example?: string; document?: unknown }, name?: string, language?: string): Promise<string> {
		const workspace = await this.workspace();
		const { id } = await this.call<{ id: string }>("POST", "/bots", { workspace, name, language, from });
		return id;
	}

	/** Connects a bot with the simulated Telegram, publishes its draft, and gives its token. */
	async publish(bot: string, username: string, name: string, note = "First version"): Promise<string> {
		const token = `${4200000000 + username.length}:${username.padEnd(35, "A")}`;
		await this.world.act("bots", { token, username, name });
		await this.call("PUT", `/bots/${bot}/token`, { token });
		const { version } = await this.call<{ version: number }>("GET", `/bots/${bot}/draft`);
		await this.call("POST", `/bots/${bot}/publish`, { version, note });
		return token;
	}

	/** Puts a picture of one colour into the library of a bot. */
	async upload(bot: string, name: string, [red, green, blue]: readonly [number, number, number]): Promise<void> {
		const picture = new PNG({ width: 320, height: 240 });
		for (let i = 0; i < picture.data.length; i += 4) {
			picture.data.set([red, green, blue, 255], i);
		}
		const body = new FormData();
		body.append("file", new Blob([new Uint8Array(PNG.sync.write(picture))], { type: "image/png" }), name);
		const answer = await fetch(`${this.world.url}/api/v1/bots/${bot}/media`, {
			method: "POST",
			headers: { Cookie: this.cookie },
			body,
		});
		if (!answer.ok) {
			throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
		}
	}

	async call<T = unknown>(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<T> {
		const answer = await fetch(`${this.world.url}/api/v1${path}`, {
			method,
			headers: { "Content-Type": "application/json", Cookie: this.cookie, ...headers },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await answer.text();
		if (!answer.ok) {
			throw new Error(`${method} ${path}: ${answer.status} ${text}`);
		}
		this.cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? this.cookie;
		return text === "" ? (undefined as T) : JSON.parse(text);
	}

	/** Logs the browser in. */
	async enter(page: Page): Promise<void> {
		const [name = "", value = ""] = this.cookie.split("=");
		await page.context().addCookies([{ name, value, url: this.world.url, httpOnly: true, sameSite: "Strict" }]);
	}
}

/** Of everybody. */
export const password = "correct horse battery";
