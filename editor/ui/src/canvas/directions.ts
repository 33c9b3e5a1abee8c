import type { Place, Places } from "../flow/places";
import type { Flow } from "../flow/types";

/** The block that lies next in a direction: near, and rather straight ahead than aside. */
export function nearest(places: Places, from: string, [dx, dy]: Place): string | undefined {
	const [x, y] = places[from] ?? [0, 0];
	let best: string | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const [id, [px, py]] of Object.entries(places)) {
		const ahead = (px - x) * dx + (py - y) * dy;
		const aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
		const distance = ahead + 2 * aside;
		if (id !== from && ahead > 0 && distance < least) {
			best = id;
			least = distance;
		}
	}
	return best;
}

/** The block that the first exit leads to, or one that leads here. At an end there is none, and Tab leaves the canvas. */
export function alongExits(flow: Flow, from: string, way: 1 | -1): string | undefined {
	const edges = flow.edges.filter((e) =>
		way === 1 ? e.from === from && e.to !== from : e.to === from && e.from !== from,
	);
	return way === 1 ? edges[0]?.to : edges[0]?.from;
}
