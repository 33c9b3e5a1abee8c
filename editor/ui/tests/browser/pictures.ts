import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { smallPNG } from "./small-png";

/**
 * Pictures that tests take, held against those that are committed. SCENARIST_PICTURES=renew writes them anew instead;
 * SCENARIST_PICTURES=all keeps pictures of every page in full size beside those of failures, to look at.
 *
 * Another Chromium, or another version of the library that draws letters, draws edges a little differently: what pixelmatch
 * takes for smoothed edges does not count, and of the rest a small share may differ. A line of text that is gone or has moved,
 * another colour of a button or a card in another place is more than that share.
 */
const renew = process.env.SCENARIST_PICTURES === "renew";
export const all = process.env.SCENARIST_PICTURES === "all";

const kept = path.resolve(import.meta.dirname, "pictures");

/** Where pictures of a failure are written: what is, and what has changed, in red. */
export const failures = path.resolve(import.meta.dirname, "../../.pictures");

/** What is wrong with the picture, or nothing. Most is the share of points that may differ. */
export function differs(name: string, picture: Buffer, { folder = kept, most = 0.004 } = {}): string | undefined {
	const file = path.join(folder, `${name}.png`);
	if (all) {
		keep(name, picture);
		return undefined;
	}
	if (renew) {
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, smallPNG(picture));
		return undefined;
	}
	const now = PNG.sync.read(picture);
	const then = PNG.sync.read(readFileSync(file));
	if (now.width !== then.width || now.height !== then.height) {
		keep(name, picture);
		return `${name} is ${now.width}×${now.height}, was ${then.width}×${then.height}`;
	}
	const changes = new PNG({ width: now.width, height: now.height });
	const count = pixelmatch(then.data, now.data, changes.data, now.width, now.height, { threshold: 0.15 });
	const share = count / (now.width * now.height);
	rmSync(path.join(failures, `${name}.png`), { force: true });
	rmSync(path.join(failures, `${name}.changes.png`), { force: true });
	if (share <= most) {
		return undefined;
	}
	keep(name, picture, PNG.sync.write(changes));
	return `${name} differs in ${(share * 100).toFixed(2)} % of its points; see ${failures}/${name}.changes.png`;
}

function keep(name: string, picture: Buffer, changes?: Buffer) {
	mkdirSync(failures, { recursive: true });
	writeFileSync(path.join(failures, `${name}.png`), picture);
	if (changes) {
		writeFileSync(path.join(failures, `${name}.changes.png`), changes);
	}
}
