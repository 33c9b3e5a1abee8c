import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUp, World } from "./world";

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => {
	await world?.close();
});

/** A block that an integrator has written: one call over HTTP. */
const manifest = `
manifest: 1
name: acme/weather
version: 1.0.0
kind: http
title: {en: Weather now}
help: {en: Tells the weather in a city.}
icon: cloud
config:
  type: object
  additionalProperties: false
  required: [city]
  properties:
    city: {x-widget: line, x-title: {en: City}, x-help: {en: Where.}}
exits:
  - {name: next, title: {en: Known}}
outputs:
  - {name: sky, type: text, title: {en: Sky}}
permissions:
  hosts: ["weather.example.com"]
http:
  base_url: https://weather.example.com
  requests:
    - {path: /now, query: {city: "{{ config.city }}"}, read: json}
  outputs: {sky: body.sky}
examples:
  - config: {city: Riga}
    stand_in:
      - {method: GET, url: "https://weather.example.com/now?city=Riga", status: 200, answer: {sky: clear}}
    exit: next
    outputs: {sky: clear}
`;

describe("a block of an integrator", () => {
	it("is installed from a file, put into a flow, filled in, and works in the test chat", async () => {
		const page = await world.person();
		await setUp(page, world);
		await page.getByRole("link", { name: "Blocks", exact: true }).click();
		await page.getByRole("button", { name: "Add a block" }).click();
		const file = path.join(world.dir, "weather.yaml");
		writeFileSync(file, manifest);
		const dialog = page.getByRole("dialog", { name: "Add a block" });
		await dialog.locator("input[type=file]").setInputFiles(file);
		await dialog.getByText("to this address on the Internet").waitFor();
		await dialog.getByRole("button", { name: "Allow and add" }).click();
		const details = page.getByRole("dialog", { name: "Weather now" });
		await details.getByText("No bot uses it.").waitFor();
		await details.getByRole("button", { name: "Close" }).click();

		await page.getByRole("link", { name: "Bots", exact: true }).click();
		await page.getByRole("button", { name: "Start empty" }).click();
		await page.locator('[data-id="hello"]').click();
		await page.getByRole("combobox", { name: "Find a block" }).fill("weather");
		await page.getByRole("option", { name: "Weather now" }).click();
		const settings = page.getByRole("complementary", { name: "Settings" });
		await settings.getByText("acme/weather 1.0.0").waitFor();
		await settings.getByRole("textbox", { name: "City", exact: true }).fill("Riga");
		await page.getByRole("button", { name: "1 error stops publishing" }).click();
		await page.getByRole("button", { name: "End the conversation" }).click();
		await page.getByRole("button", { name: "Nothing to mend" }).waitFor();

		// What the page hears of the conversation; the test chat only pretends to call.
		const heard: string[] = [];
		page.on("response", async (response) => {
			if (response.url().includes("/chats/")) heard.push(await response.text().catch(() => ""));
		});
		await page.getByRole("button", { name: "Try it" }).click();
		const chat = page.getByRole("complementary", { name: "Try the bot" });
		await chat.getByPlaceholder("Write a message").fill("/start");
		await chat.getByPlaceholder("Write a message").press("Enter");
		await expect
			.poll(() => heard.some((text) => text.includes("https://weather.example.com/now?city=Riga")), { timeout: 60_000 })
			.toBe(true);
	});
});
