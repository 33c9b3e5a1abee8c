import { asProblem } from "../api/problem";
import type { Draft } from "../api/types";
import { canonical } from "../flow/canonical";
import { changes } from "../flow/changes";
import type { Command } from "../flow/command";
import { withElement } from "../flow/elements";
import { equal } from "../flow/equal";
import { type History, remember, sealed, travel } from "../flow/history";
import { namedIssues } from "../flow/named-issues";
import type { BotDocument, Change } from "../flow/types";
import { pageLanguage, quoted } from "../i18n/words";
import { LocalDraft } from "./local";
import { restore, type Sides, settleSaved, takeIn, unsaved } from "./merge";
import type { DraftOptions, DraftState } from "./store";

/** How long after the last edit it is saved, and how long at most while edits go on. */
const pause = 600;
const patience = 5000;
/** How long others' changes may come before exits and issues are read anew. */
const settling = 400;
/** How often this page says that it is still there. */
const heartbeat = 25_000;

type SetState = (part: Partial<DraftState>) => void;

/**
 * The mind behind an open draft: it knows what the server has (base), what this page has, and brings them together. One
 * request is under way at a time; what is edited meanwhile goes with the next. Nothing is thrown away for lack of a
 * connection: what is not saved lies in the browser.
 */
export class DraftKeeper {
	readonly #options: DraftOptions;
	readonly #local: LocalDraft;
	#set: SetState = () => {};
	#get: () => DraftState = () => {
		throw new Error("the draft is not open yet");
	};
	#base: BotDocument;
	#history: History;
	/** The version up to which all changes are known, and those that are known beyond it. */
	#known: number;
	#ahead = new Set<number>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#firstEdit = 0;
	#underWay = false;
	#failures = 0;
	#refresh: ReturnType<typeof setTimeout> | undefined;
	#historyTimer: ReturnType<typeof setTimeout> | undefined;
	#presence: ReturnType<typeof setTimeout> | undefined;
	#closed = false;

	constructor(options: DraftOptions) {
		this.#options = options;
		this.#local = new LocalDraft(options.storage, options.bot, options.client);
		this.#base = canonical(options.draft.document);
		this.#known = options.draft.version;
		this.#history = this.#local.history();
	}

	start(set: SetState, get: () => DraftState): DraftState {
		this.#set = set;
		this.#get = get;
		const { bot, draft, catalogue, client } = this.#options;
		const readOnly = this.#options.readOnly === true;
		const { document, conflicts } = restore(this.#base, readOnly ? [] : this.#local.adopt());
		return {
			bot,
			document,
			version: draft.version,
			exits: draft.exits,
			issues: namedIssues(draft.issues, { document, catalogue, exits: draft.exits }, pageLanguage(), quoted),
			catalogue,
			readOnly,
			saving: conflicts.length > 0 ? "conflict" : "saved",
			conflicts,
			client,
			people: [],
			flow: document.flows[0]?.id ?? "",
			selected: [],
			...this.#steps(),
			edit: (command, mergeKey) => this.#edit(command, mergeKey),
			undo: () => this.#travel("undo"),
			redo: () => this.#travel("redo"),
			settle: (path, whose) => this.#settle(path, whose),
			save: () => void this.#save(),
			reread: () => this.#refreshSoon(),
			openFlow: (id) => this.#show({ flow: id, selected: id === get().flow ? get().selected : [] }),
			select: (blocks) => {
				if (!equal(blocks, get().selected)) {
					this.#show({ selected: blocks });
				}
			},
			reveal: (flow, block, how) => this.#show({ flow, selected: [block], revealed: { flow, block, ...how } }),
		};
	}

	/** Listens to the server and the browser, and sends what an earlier page left behind. */
	listen(): () => void {
		const { server, client } = this.#options;
		const mute = server.listen(client, {
			open: () => {
				this.#refreshSoon();
				this.#beHere();
			},
			draft: (event) => this.#heard(event),
			presence: (people) => this.#set({ people: people.filter((p) => p.client !== client) }),
		});
		const online = () => void this.#save();
		const hidden = () => {
			if (document.visibilityState === "hidden") {
				this.#keepHistory();
				void this.#save();
			}
		};
		const leaving = () => this.#keepHistory();
		window.addEventListener("online", online);
		window.addEventListener("pagehide", leaving);
		document.addEventListener("visibilitychange", hidden);
		this.#keep();
		this.#saveSoon();
		return () => {
			this.#closed = true;
			mute();
			window.removeEventListener("online", online);
			window.removeEventListener("pagehide", leaving);
			document.removeEventListener("visibilitychange", hidden);
			this.#keepHistory();
			for (const timer of [this.#timer, this.#refresh, this.#presence, this.#historyTimer]) {
				clearTimeout(timer);
			}
		};
	}

	#sides(): Sides {
		const { document, conflicts } = this.#get();
		return { base: this.#base, document, conflicts };
	}

	#edit(command: Command, mergeKey: string | undefined): void {
		const { document, readOnly } = this.#get();
		if (readOnly) {
			return;
		}
		const next = canonicalIfNew(document, command.run(document));
		const list = changes(document, next);
		if (list.length > 0) {
			this.#history = remember(this.#history, { name: command.name, changes: list, mergeKey });
			this.#put(next);
		}
	}

	#travel(way: "undo" | "redo"): void {
		const { document, readOnly } = this.#get();
		if (readOnly) {
			return;
		}
		const { document: next, history, step } = travel(document, this.#history, way);
		this.#history = history;
		this.#put(next);
		const place = step?.changes.map((c) => c.path).find((p) => p[0] === "flows" || p[0] === "layout");
		if (place?.[1] !== undefined && next.flows.some((f) => f.id === place[1])) {
			this.#show({ flow: place[1] });
		}
	}

	#put(next: BotDocument): void {
		const { flow, selected } = this.#get();
		const open = next.flows.find((f) => f.id === flow) ?? next.flows[0];
		const there = selected.filter((id) => open?.blocks.some((b) => b.id === id));
		this.#set({
			document: next,
			flow: open?.id ?? "",
			selected: there.length === selected.length ? selected : there,
			...this.#steps(),
		});
		this.#keep();
		clearTimeout(this.#historyTimer);
		this.#historyTimer = setTimeout(() => this.#keepHistory(), pause);
		this.#saveSoon();
	}

	#steps(): Pick<DraftState, "canUndo" | "canRedo" | "undoName" | "redoName"> {
		const { undo, redo } = this.#history;
		const [back, again] = [undo.at(-1)?.name, redo.at(-1)?.name];
		return { canUndo: undo.length > 0, canRedo: redo.length > 0, undoName: back, redoName: again };
	}

	#settle(path: readonly string[], whose: "mine" | "theirs"): void {
		const { conflicts, document } = this.#get();
		const conflict = conflicts.find((c) => equal(c.path, path));
		if (!conflict) {
			return;
		}
		this.#set({ conflicts: conflicts.filter((c) => c !== conflict) });
		if (whose === "theirs") {
			const next = withElement(document, path, conflict.current);
			this.#history = remember(this.#history, { name: "command.take_theirs", changes: changes(document, next) });
			this.#put(next);
		} else {
			this.#put(document);
		}
	}

	#keep(): void {
		if (!this.#get().readOnly) {
			this.#local.keep(changes(this.#base, this.#get().document));
		}
	}

	#keepHistory(): void {
		this.#local.keepHistory(this.#history);
	}

	#saveSoon(): void {
		clearTimeout(this.#timer);
		const { conflicts, readOnly } = this.#get();
		if (this.#closed || readOnly || this.#underWay) {
			return;
		}
		if (unsaved(this.#sides()).length === 0) {
			this.#firstEdit = 0;
			this.#set({ saving: conflicts.length > 0 ? "conflict" : "saved", problem: undefined });
			return;
		}
		const now = Date.now();
		this.#firstEdit ||= now;
		if (this.#get().saving !== "offline") {
			this.#set({ saving: "waiting" });
		}
		this.#timer = setTimeout(() => void this.#save(), Math.max(0, Math.min(pause, this.#firstEdit + patience - now)));
	}

	async #save(): Promise<void> {
		const sent = unsaved(this.#sides());
		if (this.#underWay || this.#closed || this.#get().readOnly || sent.length === 0) {
			return;
		}
		clearTimeout(this.#timer);
		this.#underWay = true;
		this.#firstEdit = 0;
		if (this.#get().saving !== "offline") {
			this.#set({ saving: "saving" });
		}
		try {
			const saved = await this.#options.server.save({ changes: sent, client: this.#options.client });
			this.#underWay = false;
			this.#failures = 0;
			this.#history = sealed(this.#history);
			const { base, conflicts } = settleSaved(this.#sides(), sent, saved.conflicts ?? []);
			this.#base = base;
			this.#saw(saved.version);
			const exits = { ...this.#get().exits, ...saved.exits };
			this.#set({
				conflicts,
				version: this.#known,
				exits,
				issues: namedIssues(saved.issues, { ...this.#get(), exits }, pageLanguage(), quoted),
				saving: "saved",
				problem: undefined,
			});
			this.#keep();
			this.#saveSoon();
		} catch (error) {
			this.#underWay = false;
			this.#failed(error, sent);
		}
	}

	#failed(error: unknown, sent: readonly Change[]): void {
		const problem = asProblem(error);
		if (problem.status !== 0 && problem.status < 500 && problem.status !== 429) {
			this.#set({ saving: "refused", problem });
			if (!equal(sent, unsaved(this.#sides()))) {
				this.#saveSoon();
			}
			return;
		}
		this.#set({ saving: "offline", problem });
		this.#failures++;
		if (!this.#closed) {
			const wait = Math.min(30_000, 1000 * 2 ** (this.#failures - 1));
			this.#timer = setTimeout(() => void this.#save(), wait);
		}
	}

	#heard(event: { version: number; changes: Change[] | null; client: string }): void {
		if (event.version <= this.#known || this.#ahead.has(event.version)) {
			return;
		}
		if (event.client === this.#options.client) {
			// The answer to the request tells more; if it never comes, the refresh does.
			this.#refreshSoon();
			return;
		}
		if (event.changes !== null) {
			this.#takeIn(event.changes);
			this.#saw(event.version);
		}
		this.#refreshSoon();
	}

	#takeIn(theirs: readonly Change[]): void {
		const { base, document, conflicts } = takeIn(this.#sides(), theirs);
		this.#base = base;
		const { flow, selected } = this.#get();
		const open = document.flows.find((f) => f.id === flow) ?? document.flows[0];
		const there = selected.filter((id) => open?.blocks.some((b) => b.id === id));
		this.#set({
			document,
			conflicts,
			flow: open?.id ?? "",
			selected: there.length === selected.length ? selected : there,
			...(conflicts.length > 0 && this.#get().saving === "saved" ? { saving: "conflict" as const } : {}),
		});
		this.#keep();
	}

	#saw(version: number): void {
		this.#ahead.add(version);
		while (this.#ahead.delete(this.#known + 1)) {
			this.#known++;
		}
	}

	/** Reads the draft once more when it is quiet: exits and issues come with it, and whatever was missed. */
	#refreshSoon(): void {
		clearTimeout(this.#refresh);
		if (!this.#closed) {
			this.#refresh = setTimeout(() => void this.#readAgain(), settling);
		}
	}

	async #readAgain(): Promise<void> {
		if (this.#underWay) {
			this.#refreshSoon();
			return;
		}
		const before = this.#base;
		let draft: Draft;
		try {
			draft = await this.#options.server.load();
		} catch {
			return; // the next event, or the connection that comes back, reads again
		}
		if (this.#closed) {
			return;
		}
		if (this.#underWay || this.#base !== before) {
			this.#refreshSoon();
			return;
		}
		if (draft.version < this.#known) {
			return;
		}
		this.#takeIn(changes(this.#base, canonical(draft.document)));
		this.#known = draft.version;
		this.#ahead.clear();
		const { version, exits } = draft;
		this.#set({ version, exits, issues: namedIssues(draft.issues, { ...this.#get(), exits }, pageLanguage(), quoted) });
		this.#saveSoon();
	}

	#show(part: Pick<Partial<DraftState>, "flow" | "selected" | "revealed">): void {
		this.#set(part);
		clearTimeout(this.#presence);
		if (!this.#closed) {
			this.#presence = setTimeout(() => this.#beHere(), settling);
		}
	}

	#beHere(): void {
		const { flow, selected } = this.#get();
		// Presence is a courtesy: a failure of it is no matter, the next one comes soon.
		this.#options.server.present(this.#options.client, flow, selected[0]).catch(() => {});
		clearTimeout(this.#presence);
		this.#presence = setTimeout(() => this.#beHere(), heartbeat);
	}
}

/** Commands need not know the order in which the server keeps edges and variables. */
function canonicalIfNew(before: BotDocument, after: BotDocument): BotDocument {
	if (before === after) {
		return after;
	}
	const same = new Set(before.flows);
	const sorted = canonical({ ...after, flows: after.flows.filter((f) => !same.has(f)) });
	const made = new Map(sorted.flows.map((f) => [f.id, f]));
	return { ...sorted, flows: after.flows.map((f) => (same.has(f) ? f : (made.get(f.id) ?? f))) };
}
