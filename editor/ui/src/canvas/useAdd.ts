import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { BlockType } from "../api/types";
import { useDraftStore } from "../draft/DraftProvider";
import type { DraftState } from "../draft/store";
import { addBlock, type Exitway, type NewBlock } from "../flow/blocks";
import type { Command } from "../flow/command";
import { exitsOf } from "../flow/exits";
import { cardWidth, guessCard, shownExits } from "../flow/guess";
import { blockIDs } from "../flow/ids";
import { type Box, freePlace, gap, guessSize, near, type Place, placesOf, type Size, type Sizes } from "../flow/places";
import type { Block, Flow } from "../flow/types";
import { freeExit, openFlowOf } from "./lookups";
import { newBlock } from "./new-block";
import { useSizes } from "./useSizes";

/** Makes an edit and selects the blocks that it brought. */
export function useEditAndSelect() {
	const store = useDraftStore();
	return useCallback(
		(command: Command) => {
			const before = blockIDs(store.getState().document);
			store.getState().edit(command);
			const state = store.getState();
			const added = openFlowOf(state)?.blocks.filter((b) => !before.has(b.id)) ?? [];
			const [only, ...others] = added;
			if (only && others.length === 0) {
				state.reveal(state.flow, only.id, { gently: true });
			} else if (only) {
				state.select(added.map((b) => b.id));
			}
		},
		[store],
	);
}

/**
 * Adds a block of a kind: where somebody points, else beside the block it follows. That is the one whose exit is given, else the
 * selected one by its free exit, or where none is selected the only one at which a conversation still ends. Where none is, it
 * stands below all.
 */
export function useAdd() {
	const store = useDraftStore();
	const edit = useEditAndSelect();
	const sizes = useSizes();
	const { t } = useTranslation("canvas");
	return useCallback(
		(type: BlockType, at?: Place, after?: Exitway) => {
			const state = store.getState();
			const flow = openFlowOf(state);
			if (!flow) {
				return;
			}
			const block = newBlock(type, {
				text: t("new.text"),
				prompt: t("new.prompt"),
				branch: t("new.branch"),
				product: t("new.product"),
				tag: t("new.tag"),
				said: t("new.said"),
				command: t("new.command"),
				options: [t("new.first"), t("new.second")],
			});
			const size = sizeOf(block, type);
			const boxes = boxesOf(state, flow, sizes);
			const last = after ? flow.blocks.find((b) => b.id === after.from) : lastOf(state, flow, type);
			const exit = last && !type.trigger && !at ? freeExit(state, last) : undefined;
			const way = after ?? (last && exit !== undefined ? { from: last.id, exit } : undefined);
			const source = last && boxes.get(last.id);
			const beside: Place = source ? [source.x + source.width + gap.x, source.y] : below([...boxes.values()]);
			// Who draws an edge a little way only asks for what comes next, and not for that place.
			const close = at && after && source && near({ x: at[0], y: at[1], ...size }, source, gap.x - 1, 0);
			const wanted = at && !close ? at : beside;
			// Where somebody has dropped it, it lies; what follows an exit covers nothing.
			const place = at && !after ? at : freePlace([...boxes.values(), ...notesOf(flow)], wanted, size);
			edit(addBlock(flow.id, block, place, way, type.package?.version));
		},
		[store, edit, sizes, t],
	);
}

/** The block after which the flow goes on to be drawn: the selected one, or the only one that can, as long as none is. */
function lastOf(state: DraftState, flow: Flow, type: BlockType): Block | undefined {
	if (state.selected.length > 0 || type.trigger) {
		return flow.blocks.find((b) => b.id === state.selected[0]);
	}
	const [only, ...others] = flow.blocks.filter((b) => freeExit(state, b) !== undefined);
	return others.length === 0 ? only : undefined;
}

/** How big the card of a new block will be about. */
function sizeOf(block: NewBlock, type: BlockType): Size {
	const made: Block = { id: "", ...block };
	const ways = shownExits(exitsOf(made, type, undefined), []);
	return { width: cardWidth, height: Math.max(guessSize(made).height, guessCard(made, ways).height) };
}

function boxesOf(state: DraftState, flow: Flow, sizes: Sizes): Map<string, Box> {
	const places = placesOf(state.document, flow);
	return new Map(
		flow.blocks.map((b) => {
			const [x, y] = places[b.id] ?? [0, 0];
			return [b.id, { x, y, ...sizes(b) }];
		}),
	);
}

/** Notes that lie beside blocks; frames lie under them. */
function notesOf(flow: Flow): Box[] {
	return (flow.notes ?? []).filter((n) => !n.frame).map((n) => ({ x: n.x, y: n.y, width: n.w, height: n.h }));
}

function below(boxes: readonly Box[]): Place {
	return [0, boxes.length === 0 ? 0 : Math.max(...boxes.map((b) => b.y + b.height)) + gap.y];
}
