import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { BlockType } from "../api/types";
import { useDraftStore } from "../draft/DraftProvider";
import type { DraftState } from "../draft/store";
import { addBlock, type Exitway } from "../flow/blocks";
import type { Command } from "../flow/command";
import { cardWidth } from "../flow/guess";
import { blockIDs } from "../flow/ids";
import { guessSize, type Place, placesOf } from "../flow/places";
import type { Block, Flow } from "../flow/types";
import { freeExit, openFlowOf } from "./lookups";
import { newBlock } from "./new-block";

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
 * Adds a block of a kind: where it is told, else after the selected block by its free exit, or where none is selected after the
 * only one at which a conversation still ends, else below all.
 */
export function useAdd() {
	const store = useDraftStore();
	const edit = useEditAndSelect();
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
				options: [t("new.first"), t("new.second")],
			});
			const places = placesOf(state.document, flow);
			const last = lastOf(state, flow, type);
			const exit = last && !type.trigger && !at ? freeExit(state, last) : undefined;
			const way = after ?? (last && exit !== undefined ? { from: last.id, exit } : undefined);
			const beside = last && places[last.id];
			const wanted = at ?? (beside ? [beside[0] + cardWidth + 96, beside[1]] : below(flow.blocks, places));
			// Where somebody has dropped it, it lies; what follows an exit covers no other block.
			const place = at && !after ? at : free(Object.values(places), wanted);
			edit(addBlock(flow.id, block, place, way, type.package?.version));
		},
		[store, edit, t],
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

function below(blocks: Parameters<typeof guessSize>[0][], places: Record<string, Place>): Place {
	const bottoms = blocks.map((b) => (places[b.id]?.[1] ?? 0) + guessSize(b).height);
	return [0, blocks.length === 0 ? 0 : Math.max(...bottoms) + 60];
}

/** The next place downwards at which no card begins. */
function free(taken: Place[], [x, y]: Place): Place {
	let at = y;
	while (taken.some(([tx, ty]) => Math.abs(tx - x) < cardWidth && Math.abs(ty - at) < 120)) {
		at += 160;
	}
	return [x, at];
}
