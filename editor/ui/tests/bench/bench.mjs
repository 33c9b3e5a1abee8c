// Measures the canvas on a large draft in a headless Chromium: `npm run build && npm run bench [blocks]`.
// Figures are for comparing on one machine: frames of a browser that draws with the processor are slower than a person's.
import path from "node:path";
import { chromium } from "playwright-core";
import { largeDraft, smallCatalogue } from "./document.mjs";
import { gzipped, serve } from "./server.mjs";

const count = Number(process.argv[2] ?? 1000);
/** Block types that are installed besides ours, a quarter of each kind, and in how many milliseconds their palette is to be open. */
const packages = 1000;
const paletteMost = 100;
const dist = path.resolve(import.meta.dirname, "../../dist");
const server = await serve(dist, largeDraft(count), smallCatalogue(packages));
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
		" ",
	),
});
try {
	const figures = await measure();
	console.log(JSON.stringify(figures, null, "\t"));
} finally {
	await browser.close();
	server.close();
}

async function measure() {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	const loaded = [];
	page.on("response", (r) => loaded.push(r.url()));
	await page.goto(`${server.address}/#/`);
	await page.waitForLoadState("networkidle");
	const shell = gzipped(dist, loaded);

	// The second opening is measured: the scripts are there, as for everybody who has used the page once today.
	await open(page);
	const all = gzipped(dist, loaded);
	await page.goto(`${server.address}/#/`);
	await page.waitForTimeout(500);
	const opened = await open(page);

	console.error("open", opened, "ms");
	const palette = await openPalette(page);
	console.error(
		`${palette.open <= paletteMost ? "✓" : "⚠"} the palette of ${packages} installed types is open after ${palette.open} ms, at most ${paletteMost}`,
	);
	const box = await page.locator(".react-flow__pane").boundingBox();
	const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
	const pan = await frames(page, "pan", () => sweep(page, { x: middle.x, y: box.y + 40 }, 24));
	const card = await page.locator('.react-flow__node[data-id="b2"]').boundingBox();
	const drag = await frames(page, "drag", () => sweep(page, { x: card.x + 60, y: card.y + 14 }, 12));
	const zoom = await frames(page, "zoom", async () => {
		await page.mouse.move(middle.x, middle.y);
		for (let i = 0; i < 30; i++) {
			await page.mouse.wheel(0, i < 15 ? 60 : -60);
			await page.waitForTimeout(16);
		}
	});
	await page.locator(".react-flow").focus();
	await page.keyboard.press("0");
	await page.waitForTimeout(1500);
	const drawn = await page.locator(".react-flow__node").count();
	const far = await frames(page, "pan of all", () => sweep(page, { x: middle.x, y: box.y + 20 }, 24));
	return {
		blocks: count,
		open_ms: opened,
		palette_ms: { packages, ...palette },
		fps: { pan, drag, zoom, pan_of_all: far },
		blocks_drawn_far: drawn,
		gzip_kB: { first_page: Math.round(shell / 1024), with_editor: Math.round(all / 1024) },
	};
}

/** From the address to the first card that is drawn. */
async function open(page) {
	return page.evaluate(async () => {
		const began = performance.now();
		location.hash = "#/bots/large/edit";
		while (!document.querySelector(".react-flow__node")?.checkVisibility({ visibilityProperty: true })) {
			await new Promise(requestAnimationFrame);
		}
		await new Promise(requestAnimationFrame);
		return Math.round(performance.now() - began);
	});
}

/** From the key to the palette of all block types that is drawn, and from a letter to what is found; the median of five. */
async function openPalette(page) {
	await page.locator('.react-flow__node[data-id="b2"]').click();
	const times = { open: [], search: [] };
	for (let i = 0; i < 5; i++) {
		await page.locator(".react-flow").focus();
		times.open.push(
			await page.evaluate(async () => {
				const began = performance.now();
				const at = { key: "/", code: "Slash", bubbles: true, cancelable: true };
				document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", at));
				while (!document.querySelector('[role="dialog"] [role="option"]')) {
					await new Promise(requestAnimationFrame);
				}
				await new Promise(requestAnimationFrame);
				return performance.now() - began;
			}),
		);
		times.search.push(
			await page.evaluate(async () => {
				const field = document.querySelector('[role="dialog"] [role="combobox"]');
				const began = performance.now();
				Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, "block 9");
				field.dispatchEvent(new Event("input", { bubbles: true }));
				await new Promise(requestAnimationFrame);
				await new Promise(requestAnimationFrame);
				return performance.now() - began;
			}),
		);
		await page.keyboard.press("Escape");
	}
	const median = (list) => Math.round(list.sort((a, b) => a - b)[2]);
	return { open: median(times.open), search: median(times.search) };
}

/** Moves the pressed mouse to and fro. */
async function sweep(page, from, steps) {
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	for (let i = 0; i < steps * 4; i++) {
		const x = from.x + 14 * (i < steps * 2 ? i : steps * 4 - i);
		await page.mouse.move(x, from.y + (i % 2));
		await page.waitForTimeout(8);
	}
	await page.mouse.up();
}

/** Frames per second while something is done: the median, and what nineteen of twenty frames reach. */
async function frames(page, name, act) {
	await page.evaluate(() => {
		const times = [];
		window.benchFrames = times;
		const tick = (now) => {
			times.push(now);
			if (window.benchFrames === times) {
				requestAnimationFrame(tick);
			}
		};
		requestAnimationFrame(tick);
	});
	await act();
	const times = await page.evaluate(() => {
		const list = window.benchFrames;
		window.benchFrames = undefined;
		return list;
	});
	const gaps = times
		.slice(1)
		.map((t, i) => t - times[i])
		.sort((a, b) => a - b);
	const at = (q) => Math.round(1000 / gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * q))]);
	const figures = {
		median: at(0.5),
		p95: at(0.95),
		mean: Math.round((1000 * gaps.length) / gaps.reduce((s, g) => s + g, 0)),
	};
	console.error(name, figures);
	return figures;
}
