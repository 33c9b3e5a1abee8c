import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUp, World } from "./world";

let world: World;
let service: Server;
/** What the service was asked. */
const asked: string[] = [];

beforeAll(async () => {
	service = createServer((request, response) => {
		asked.push(request.url ?? "");
		response.setHeader("Content-Type", "application/json");
		response.end(JSON.stringify({ sky: "clear over Riga" }));
	});
	await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
	world = await World.start({ SCENARIST_ALLOW_HOSTS: "127.0.0.1" });
});

afterAll(async () => {
	await world?.close();
	service?.close();
});

/** A block that an integrator has written: one call over HTTP. */
function manifest(): string {
	const host = `127.0.0.1:${(service.address() as AddressInfo).port}`;
	return `
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
  hosts: ["${host}"]
http:
  base_url: http://${host}
  requests:
    - {path: /now, query: {city: "{{ config.city }}"}, read: json}
  outputs: {sky: body.sky}
examples:
  - config: {city: Riga}
    stand_in:
      - {method: GET, url: "http://${host}/now?city=Riga", status: 200, answer: {sky: clear}}
    exit: next
    outputs: {sky: clear}
`;
}

describe("a block of an integrator", () => {
	it("is installed from a file, put into a flow, filled in, and works in the test chat", async () => {
		const page = await world.person();
		await setUp(page, world);
		await page.getByRole("link", { name: "Blocks", exact: true }).click();
		await page.getByRole("button", { name: "Add a block" }).click();
		const file = path.join(world.dir, "weather.yaml");
		writeFileSync(file, manifest());
		const dialog = page.getByRole("dialog", { name: "Add a block" });
		await dialog.locator("input[type=file]").setInputFiles(file);
		await dialog.getByText("to this address on the Internet").waitFor();
		await dialog.getByRole("button", { name: "Allow and add" }).click();
		const details = page.getByRole("dialog", { name: "acme/weather" });
		await details.getByText("No bot uses it.").waitFor();
		await details.getByRole("button", { name: "Close" }).click();

		await page.getByRole("link", { name: "Bots", exact: true }).click();
		await page.getByRole("button", { name: "Start empty" }).click();
		await page.locator('[data-id="hello"]').click();
		await page.getByRole("option", { name: "Weather now" }).click();
		const settings = page.getByRole("complementary", { name: "Settings" });
		await settings.getByText("acme/weather 1.0.0").waitFor();
		await settings.getByRole("textbox", { name: "City", exact: true }).fill("Riga");
		await page.getByRole("button", { name: "1 error stops publishing" }).click();
		await page.getByRole("button", { name: "End the conversation" }).click();
		await page.getByRole("button", { name: "Nothing to mend" }).waitFor();

		await page.getByRole("button", { name: "Try it" }).click();
		const chat = page.getByRole("complementary", { name: "Try the bot" });
		await chat.getByPlaceholder("Write a message").fill("/start");
		await chat.getByPlaceholder("Write a message").press("Enter");
		await expect.poll(() => asked, { timeout: 60_000 }).toEqual(["/now?city=Riga"]);
	});
});
