import { useDraft } from "../draft/DraftProvider";
import type { Called } from "./called";
import { useCalledOf } from "./useCalledOf";

/** How the values of the bot that is being edited are called. */
export function useCalled(): Called {
	return useCalledOf(
		useDraft((d) => d.document.variables),
		useDraft((d) => d.catalogue),
	);
}
