import { useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, type RefObject, useEffect } from "react";
import { useDraftStore } from "../draft/DraftProvider";
import { disconnect, moveBlocks, removeBlocks } from "../flow/blocks";
import { clipOf, duplicate, paste, readClip } from "../flow/clipboard";
import { together } from "../flow/command";
import { noteOfNode } from "../flow/graph";
import { removeNotes } from "../flow/notes";
import { type Place, placesOf } from "../flow/places";
import { alongExits, nearest } from "./directions";
import { fit } from "./fit";
import { freeExit, openFlowOf } from "./lookups";
import { glide } from "./motion";
import { useCanvasUI } from "./ui";
import { useEditAndSelect } from "./useAdd";

const arrows: Readonly<Record<string, Place>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

/** Where typing belongs to a field and not to the canvas. */
export function isField(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		target.closest("input, textarea, select, [contenteditable='true'], [role='dialog']") !== null
	);
}

/** The palette's search as long as it is empty: the focus waits there for the next block, and there is nothing to undo in it. */
function isWaiting(target: EventTarget | null): boolean {
	return target instanceof HTMLInputElement && target.dataset.paletteSearch !== undefined && target.value === "";
}

/** All of the canvas by keyboard. The help sheet lists it. */
export function useKeys({
	canvas,
	chosenEdges,
}: {
	canvas: RefObject<HTMLDivElement | null>;
	chosenEdges: ReadonlySet<string>;
}) {
	const store = useDraftStore();
	const flowUI = useReactFlow();
	const editAndSelect = useEditAndSelect();
	const { add, openSearch, openHelp } = useCanvasUI();

	// Copying goes through the browser's own events: they need no permission and work between bots and browsers.
	useEffect(() => {
		const here = (e: ClipboardEvent) => !isField(e.target) && canvas.current?.contains(document.activeElement) === true;
		const copy = (e: ClipboardEvent) => {
			const { document: doc, flow, edit, readOnly } = store.getState();
			const ids = chosen();
			const clip = here(e) ? clipOf(doc, flow, ids) : null;
			if (!clip || getSelection()?.isCollapsed === false) {
				return;
			}
			e.preventDefault();
			e.clipboardData?.setData("text/plain", JSON.stringify(clip, null, "\t"));
			if (e.type === "cut" && !readOnly) {
				edit(together("command.cut", removeBlocks(flow, ids), removeNotes(flow, ids)));
			}
		};
		const chosen = () => flowUI.getNodes().flatMap((n) => (n.selected ? (noteOfNode(n.id) ?? n.id) : []));
		const insert = (e: ClipboardEvent) => {
			const clip = here(e) ? readClip(e.clipboardData?.getData("text/plain") ?? "") : null;
			if (clip) {
				e.preventDefault();
				const box = canvas.current?.getBoundingClientRect();
				const centre = box && flowUI.screenToFlowPosition({ x: box.x + box.width / 3, y: box.y + box.height / 3 });
				editAndSelect(paste(store.getState().flow, clip, centre && [centre.x, centre.y]));
			}
		};
		document.addEventListener("copy", copy);
		document.addEventListener("cut", copy);
		document.addEventListener("paste", insert);
		return () => {
			document.removeEventListener("copy", copy);
			document.removeEventListener("cut", copy);
			document.removeEventListener("paste", insert);
		};
	}, [store, flowUI, editAndSelect, canvas]);

	/** What a key does; false leaves it to the browser. */
	const act = (e: KeyboardEvent): boolean => {
		const state = store.getState();
		const flow = openFlowOf(state);
		const arrow = arrows[e.key];
		if (!flow) {
			return false;
		}
		const places = placesOf(state.document, flow);
		const current = state.selected[0];
		const go = (id: string | undefined) => {
			if (id !== undefined) {
				state.reveal(flow.id, id);
			}
			return id !== undefined;
		};
		if (e.ctrlKey || e.metaKey) {
			if (arrow) {
				const step = e.shiftKey ? 40 : 8;
				const moved = state.selected.map((id): [string, Place] => {
					const [x, y] = places[id] ?? [0, 0];
					return [id, [x + arrow[0] * step, y + arrow[1] * step]];
				});
				state.edit(moveBlocks(flow.id, Object.fromEntries(moved)), `move.${state.selected.join()}`);
				return true;
			}
			switch (e.code) {
				case "KeyA":
					flowUI.setNodes((nodes) => nodes.map((n) => ({ ...n, selected: true })));
					state.select(flow.blocks.map((b) => b.id));
					return true;
				case "KeyD": {
					const command = duplicate(state.document, flow.id, state.selected);
					if (command) {
						editAndSelect(command);
					}
					return true;
				}
				default:
					return false;
			}
		}
		if (arrow) {
			return go(current === undefined ? flow.blocks[0]?.id : nearest(places, current, arrow));
		}
		switch (e.key) {
			case "Tab":
				return current !== undefined && go(alongExits(flow, current, e.shiftKey ? -1 : 1));
			case "Enter":
				document
					.querySelector<HTMLElement>(
						"[data-block-panel] input, [data-block-panel] textarea, [data-block-panel] button",
					)
					?.focus();
				return current !== undefined;
			case "Delete":
			case "Backspace": {
				const notes = flowUI.getNodes().flatMap((n) => (n.selected ? (noteOfNode(n.id) ?? []) : []));
				const edges = flow.edges.filter((edge) => chosenEdges.has(`${edge.from} ${edge.exit}`));
				const after = state.selected.length === 1 && current !== undefined ? alongExits(flow, current, -1) : undefined;
				if (state.selected.length > 0 || notes.length > 0) {
					state.edit(
						together(
							state.selected.length > 0 ? "command.remove_blocks" : "command.remove_notes",
							disconnect(flow.id, edges),
							removeBlocks(flow.id, state.selected),
							removeNotes(flow.id, notes),
						),
					);
					state.select(after === undefined ? [] : [after]);
				} else if (edges.length > 0) {
					state.edit(disconnect(flow.id, edges));
				}
				return true;
			}
			case "Escape":
				state.select([]);
				return true;
			case "+":
			case "=":
				void flowUI.zoomIn({ duration: glide(120) });
				return true;
			case "-":
				void flowUI.zoomOut({ duration: glide(120) });
				return true;
			case "0":
				void flowUI.fitView({ duration: glide(200), ...fit });
				return true;
			case "?":
				openHelp(true);
				return true;
			case "/":
			case ".": {
				const block = flow.blocks.find((b) => b.id === current);
				const exit = block && freeExit(state, block);
				const at =
					block &&
					flowUI.flowToScreenPosition({ x: (places[block.id]?.[0] ?? 0) + 290, y: places[block.id]?.[1] ?? 0 });
				add({
					screen: at ? [at.x, at.y] : [window.innerWidth / 2 - 150, window.innerHeight / 3],
					here: at === undefined,
					after: block && exit !== undefined ? { from: block.id, exit } : undefined,
				});
				return true;
			}
			default:
				return false;
		}
	};

	// These work wherever the focus is, but in a field.
	useEffect(() => {
		const anywhere = (e: globalThis.KeyboardEvent) => {
			if (!(e.ctrlKey || e.metaKey) || e.altKey) {
				return;
			}
			if (e.code === "KeyF") {
				e.preventDefault();
				openSearch(true);
			} else if ((!isField(e.target) || isWaiting(e.target)) && (e.code === "KeyZ" || e.code === "KeyY")) {
				e.preventDefault();
				const again = e.code === "KeyY" || e.shiftKey;
				const { undo, redo } = store.getState();
				(again ? redo : undo)();
			}
		};
		document.addEventListener("keydown", anywhere);
		return () => document.removeEventListener("keydown", anywhere);
	}, [store, openSearch]);

	return (e: KeyboardEvent) => {
		if (!isField(e.target) && e.target === canvas.current && act(e)) {
			e.preventDefault();
			e.stopPropagation();
		}
	};
}
