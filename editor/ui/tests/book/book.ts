import { createHmac } from "node:crypto";
import { vi } from "vitest";
import { Account, password } from "../browser/account";
import { World } from "../browser/world";
import { orderLabel, restaurant } from "./bot";
import { crowded } from "./crowded";
import type { Language, Say } from "./words";
import { wordsOf } from "./words";

interface Chat {
	id: string;
	people: { screen: { messages: { id: number }[] } }[];
}

/** A server with all that there is to be seen, in a language. */
export class Book {
	/** What stands for ids in the addresses of scenes. */
	readonly places: Record<string, string> = {};
	readonly say: Say;
	readonly name: string;
	readonly password = password;
	/** Of the bot that runs. */
	token = "";
	owner!: Account;
	/** May only look. */
	viewer!: Account;
	/** Somebody whose login has a second step. */
	coded!: Account;

	private constructor(
		readonly world: World,
		readonly language: Language,
	) {
		this.say = wordsOf(language);
		this.name = restaurant(language).name;
	}

	get url(): string {
		return this.world.url;
	}

	static async write(language: Language): Promise<Book> {
		const book = new Book(await World.start(), language);
		const owner = await Account.owner(book.world);
		book.owner = owner;
		await owner.call("PATCH", "/account", { language });
		const workspace = await owner.workspace();
		await owner.call("PATCH", `/workspaces/${workspace}`, {
			name: language === "en" ? "Studio North" : "Студия «Север»",
		});
		const { link } = await owner.call<{ link: string }>("POST", `/workspaces/${workspace}/invitations`, {
			role: "viewer",
			note: "Client",
		});
		await owner.invite("editor", "Eva");
		book.coded = await owner.invite("operator", "Vera");
		await withCode(book.coded);
		await book.coded.call("PATCH", "/account", { language });
		book.viewer = await owner.invite("viewer", "Walter");
		await book.viewer.call("PATCH", "/account", { language });
		book.places.TOKEN = link.split("/").at(-1) ?? "";
		book.places.EMPTY = await owner.bot({}, language === "en" ? "A first bot" : "Первый бот", language);
		book.places.LONG = await owner.bot(
			{},
			language === "en"
				? "Corner Pizza, its second restaurant at the railway station, and catering"
				: "Пицца на углу, второй ресторан у железнодорожного вокзала и выездное обслуживание",
			language,
		);
		book.places.TWO = await owner.bot({ document: restaurant(language) });
		book.places.LEAD = await owner.bot({ example: "lead" }, undefined, language);
		await book.addBot();
		await book.addBroken();
		book.places.CROWD = await owner.bot({ document: crowded(language) });
		await book.addPackage(workspace);
		return book;
	}

	close(): Promise<void> {
		return this.world.close();
	}

	/** The bot that is published, talked to, and changed since; one of its saved tests fails. */
	private async addBot() {
		const { owner, language } = this;
		const bot = await owner.bot({ document: restaurant(language) });
		this.places.BOT = bot;
		for (const [name, colour] of [
			["margherita.png", [192, 57, 43]],
			["funghi.png", [141, 110, 74]],
		] as const) {
			await owner.upload(bot, name, colour);
		}
		await this.addTests(bot);
		this.token = await owner.publish(
			bot,
			"corner_pizza_bot",
			this.name,
			language === "en" ? "First version" : "Первая версия",
		);
		const label = orderLabel(language);
		const { token, world } = this;
		const people: readonly [string, ...string[]][] = [
			["Boris", "Boris", "3"],
			["Clara"],
			["Dmitri", "Dmitri"],
			["Eleonora-Konstantina Papadopoulou-Smith", "E.", "12"],
		];
		for (const [person, ...words] of people) {
			await world.act("say", { token, person, text: "/start" });
			await this.sees(person, 2);
			if (person === "Clara") continue;
			await world.act("press", { token, person, text: label });
			let seen = 3;
			await this.sees(person, seen);
			for (const text of words) {
				await world.act("say", { token, person, text });
				seen += 2;
				await this.sees(person, seen);
			}
		}
		const found = await vi.waitUntil(
			async () => {
				const { items } = await owner.call<{ items: { user_id: number; name: string }[] }>(
					"GET",
					`/bots/${bot}/contacts`,
				);
				return items.length === people.length && items;
			},
			{ timeout: 60_000, interval: 200 },
		);
		this.places.PERSON = String(found.find((p) => p.name === "Boris")?.user_id);
		await owner.call("PUT", `/bots/${bot}/secrets/till_key`, { value: "x".repeat(20) });
		await owner.call("PUT", `/bots/${bot}/secrets/old_key`, { value: "x".repeat(20) });
		await this.replace(bot, restaurant(language, { price: true }));
		await owner.call("POST", `/bots/${bot}/publish`, {
			version: await this.version(bot),
			note: language === "en" ? "Says how long the offer stands" : "Сказано, сколько действует предложение",
		});
		await this.replace(bot, restaurant(language, { second: true }));
	}

	/** Somebody plays the order in the test chat, which is kept as two tests of the draft. */
	private async addTests(bot: string) {
		const { owner, language } = this;
		const chat = await owner.call<Chat>("POST", `/bots/${bot}/chats`, { language });
		const does = (what: object) => owner.call<Chat>("POST", `/chats/${chat.id}/act`, { person: "you", do: what });
		const keep = (name: string) => owner.call("POST", `/bots/${bot}/tests`, { name, chat: chat.id });
		const greeted = await does({ say: "/start" });
		await keep(language === "en" ? "Somebody is greeted" : "Человека встречают");
		const greeting = greeted.people[0]?.screen.messages.at(-1)?.id;
		await does({ press: { message: greeting, row: 0, col: 0 } });
		await does({ say: "Anna" });
		await does({ say: "12" });
		await keep(language === "en" ? "A large order is called back" : "При большом заказе звонят");
	}

	private async addBroken() {
		const { owner, language } = this;
		const draft = restaurant(language);
		const [main] = draft.flows;
		if (main) {
			main.blocks.push({ id: "odd", type: "no.such_type", config: { text: "?" } });
			main.edges = main.edges.filter((e) => e.from !== "name");
			main.edges.push({ from: "start", exit: "nothing", to: "nowhere" });
		}
		this.places.BROKEN = await owner.bot({ document: draft }, language === "en" ? "With mistakes" : "С ошибками");
		const fine = await owner.bot({}, language === "en" ? "Once fine" : "Раньше работал", language);
		await owner.publish(fine, "once_fine_bot", "Once fine");
		await this.replace(fine, draft);
		this.places.FAULTY = fine;
	}

	private async addPackage(workspace: string) {
		const name = "exchangerate/rate";
		const at = `/workspaces/${workspace}/blocks`;
		const { digest, permissions } = await this.owner.call<{ digest: string; permissions: object }>(
			"POST",
			`${at}/inspect`,
			{
				shipped: name,
			},
		);
		await this.owner.call("POST", at, { shipped: name, digest, permissions });
	}

	private async version(bot: string): Promise<number> {
		return (await this.owner.call<{ version: number }>("GET", `/bots/${bot}/draft`)).version;
	}

	/** Somebody else writes another text into a block of the draft. */
	async rewrite(bot: string, block: string, text: string) {
		const { document } = await this.owner.call<{ document: ReturnType<typeof restaurant> }>(
			"GET",
			`/bots/${bot}/draft`,
		);
		for (const b of document.flows.flatMap((f) => f.blocks)) {
			if (b.id === block) b.config = { ...b.config, text };
		}
		await this.replace(bot, document);
	}

	private async replace(bot: string, document: unknown) {
		await this.owner.call("PUT", `/bots/${bot}/draft`, document, { "If-Match": `"${await this.version(bot)}"` });
	}

	private async sees(person: string, messages: number) {
		await vi.waitUntil(async () => (await this.world.screen(this.token, person)).length >= messages, {
			timeout: 60_000,
			interval: 100,
		});
	}
}

/** Gives the account a second step at the login. */
async function withCode(account: Account) {
	const { secret } = await account.call<{ secret: string }>("POST", "/account/totp");
	await account.call("POST", "/account/totp/confirm", { code: codeOf(secret) });
}

/** The code of RFC 6238 for now: SHA-1, six digits, 30 seconds. */
function codeOf(secret: string): string {
	const bits = [...secret.replace(/=+$/, "")]
		.map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"))
		.join("");
	const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
	const time = Buffer.alloc(8);
	time.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
	const hash = createHmac("sha1", key).update(time).digest();
	const at = (hash.at(-1) ?? 0) & 15;
	return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
