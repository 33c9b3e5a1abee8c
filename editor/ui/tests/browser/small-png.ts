import { crc32, deflateSync } from "node:zlib";
import { PNG } from "pngjs";

/** The picture with at most 256 colours, which a page seldom has more of: a third of its size. */
export function smallPNG(picture: Buffer): Buffer {
	const { width, height, data } = PNG.sync.read(picture);
	const seen = new Map<number, number>();
	for (let i = 0; i < data.length; i += 4) {
		const colour = rough(data, i);
		seen.set(colour, (seen.get(colour) ?? 0) + 1);
	}
	const palette = [...seen]
		.sort((a, b) => b[1] - a[1])
		.slice(0, 256)
		.map(([colour]) => colour);
	const place = new Map(palette.map((colour, i) => [colour, i]));
	const rows = Buffer.alloc(height * (width + 1)); // each begins with its filter: none
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const colour = rough(data, (y * width + x) * 4);
			let at = place.get(colour);
			if (at === undefined) {
				at = nearest(palette, colour);
				place.set(colour, at);
			}
			rows[y * (width + 1) + 1 + x] = at;
		}
	}
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 3, 0, 0, 0], 8); // 8 bits, by palette
	const colours = Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk("IHDR", head),
		chunk("PLTE", colours),
		chunk("IDAT", deflateSync(rows, { level: 9 })),
		chunk("IEND", Buffer.alloc(0)),
	]);
}

/** A colour without what nobody sees: the lowest two bits of each part but of white. */
function rough(data: Buffer, i: number): number {
	const part = (at: number) => {
		const v = data[at] ?? 0;
		return v > 250 ? v : v & 0xfc;
	};
	return (part(i) << 16) | (part(i + 1) << 8) | part(i + 2);
}

function nearest(palette: readonly number[], colour: number): number {
	let best = 0;
	let least = Number.POSITIVE_INFINITY;
	for (const [i, c] of palette.entries()) {
		const [r, g, b] = [
			(c >> 16) - (colour >> 16),
			((c >> 8) & 255) - ((colour >> 8) & 255),
			(c & 255) - (colour & 255),
		];
		const distance = r * r + g * g + b * b;
		if (distance < least) {
			[best, least] = [i, distance];
		}
	}
	return best;
}

function chunk(name: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
	const out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	out.set(body, 4);
	out.writeUInt32BE(crc32(body), body.length + 4);
	return out;
}
