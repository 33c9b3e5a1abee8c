/** A piece of a text that is in both, or in one of two. */
export interface Piece {
	text: string;
	kind: "same" | "added" | "removed";
}

/** Longer texts are shown whole, before and after: comparing costs their product. */
const most = 600;

/** How a text became another, word by word. */
export function wordDiff(before: string, after: string): Piece[] {
	const a = before.split(/(\s+)/).filter((w) => w !== "");
	const b = after.split(/(\s+)/).filter((w) => w !== "");
	if (a.length > most || b.length > most) {
		return [
			{ text: before, kind: "removed" },
			{ text: after, kind: "added" },
		];
	}
	// length of the longest common rest from each pair of places on
	const width = b.length + 1;
	const rest = new Uint16Array((a.length + 1) * width);
	const at = (i: number, j: number) => rest[i * width + j] ?? 0;
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			rest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
		}
	}
	const out: Piece[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		const was = a[i];
		const is = b[j];
		if (was !== undefined && was === is) {
			out.push({ text: was, kind: "same" });
			i++;
			j++;
		} else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
			out.push({ text: was, kind: "removed" });
			i++;
		} else if (is !== undefined) {
			out.push({ text: is, kind: "added" });
			j++;
		}
	}
	return joined(out);
}

/**
 * Neighbours of a kind become one. Changes with nothing but a space between them become one change, what was before what is: a
 * sentence that was written anew reads better than its single words.
 */
function joined(pieces: readonly Piece[]): Piece[] {
	const out: Piece[] = [];
	let was = "";
	let is = "";
	const same = (text: string) => {
		const last = out.at(-1);
		if (last?.kind === "same") {
			last.text += text;
		} else if (text !== "") {
			out.push({ text, kind: "same" });
		}
	};
	const close = () => {
		const space = /\s+$/.exec(was)?.[0] ?? "";
		const end = is.endsWith(space) ? space : "";
		for (const [text, kind] of [
			[was, "removed"],
			[is, "added"],
		] as const) {
			const changed = text.slice(0, text.length - end.length);
			if (changed !== "") {
				out.push({ text: changed, kind });
			}
		}
		same(end);
		was = "";
		is = "";
	};
	for (const [i, piece] of pieces.entries()) {
		const between = was + is !== "" && piece.text.trim() === "" && (pieces[i + 1]?.kind ?? "same") !== "same";
		if (piece.kind === "same" && !between) {
			close();
			same(piece.text);
		} else {
			was += piece.kind === "added" ? "" : piece.text;
			is += piece.kind === "removed" ? "" : piece.text;
		}
	}
	close();
	return out;
}
