import { useTranslation } from "react-i18next";
import { undoToast } from "../ui/toast";
import { useDraftStore } from "./DraftProvider";

/**
 * Gives a function that says what the last edit of the draft did and takes it back on demand. With the next edit the offer is gone:
 * undoing would take that one back.
 */
export function useUndoToast(): (done: string, undone?: () => void) => void {
	const { t } = useTranslation("canvas");
	const store = useDraftStore();
	return (done, undone) => {
		const { document } = store.getState();
		const hide = undoToast({
			done,
			label: t("undo"),
			undo: () => {
				store.getState().undo();
				undone?.();
			},
		});
		const stop = store.subscribe((s) => {
			if (s.document !== document) {
				stop();
				hide();
			}
		});
	};
}
