import type { History, Step } from "../flow/history";
import { emptyHistory } from "../flow/history";
import type { Change } from "../flow/types";

/** The most that the history of one bot takes in the browser, in characters; all pages together have some 5 million. */
const most = 1_000_000;

/**
 * What of an open draft is kept in the browser: changes that are not on the server yet, for each open page, and the
 * history of the bot. A browser that keeps nothing (full, private) costs the safety net, never the work at hand.
 */
export class LocalDraft {
	readonly #storage: Storage;
	readonly #unsaved: string;
	readonly #mine: string;
	readonly #history: string;

	constructor(storage: Storage, bot: string, client: string) {
		this.#storage = storage;
		this.#unsaved = `scenarist.unsaved.${bot}.`;
		this.#mine = this.#unsaved + client;
		this.#history = `scenarist.history.${bot}`;
	}

	keep(unsaved: readonly Change[]): void {
		if (unsaved.length === 0) {
			this.#storage.removeItem(this.#mine);
		} else {
			this.#write(this.#mine, JSON.stringify(unsaved));
		}
	}

	/** Takes over what pages that are closed, or this one before a reload, could not save. */
	adopt(): Change[] {
		const keys = Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i)).filter(
			(k) => k?.startsWith(this.#unsaved) === true,
		);
		return keys.flatMap((key) => {
			const list = key === null ? [] : this.#read<Change[]>(key, []);
			if (key !== null && key !== this.#mine) {
				this.#storage.removeItem(key);
			}
			return Array.isArray(list) ? list : [];
		});
	}

	history(): History {
		const h = this.#read<Partial<History>>(this.#history, emptyHistory);
		return { undo: h.undo ?? [], redo: h.redo ?? [] };
	}

	keepHistory(history: History): void {
		const kept = { undo: fitting(history.undo), redo: fitting(history.redo) };
		this.#write(this.#history, JSON.stringify(kept));
	}

	#write(key: string, value: string): void {
		try {
			this.#storage.setItem(key, value);
		} catch {
			this.#storage.removeItem(this.#history);
		}
	}

	#read<T>(key: string, otherwise: T): T {
		try {
			const text = this.#storage.getItem(key);
			return text === null ? otherwise : (JSON.parse(text) as T);
		} catch {
			return otherwise;
		}
	}
}

/** The newest steps that fit into half of the room. */
function fitting(steps: readonly Step[]): Step[] {
	let room = most / 2;
	const out: Step[] = [];
	for (const step of steps.toReversed()) {
		room -= JSON.stringify(step).length;
		if (room < 0) {
			break;
		}
		out.push(step);
	}
	return out.reverse();
}
