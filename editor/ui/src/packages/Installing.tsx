import { lazy, Suspense } from "react";
import { useDraft } from "../draft/DraftProvider";
import { useInstalling } from "./installing";
import { useShipped } from "./useShipped";

const InstallDialog = lazy(async () => ({ default: (await import("./InstallDialog")).InstallDialog }));

/** The dialog in which a block is added to the workspace without leaving the draft. */
export function Installing() {
	const { source, done, look } = useInstalling();
	const reread = useDraft((s) => s.reread);
	const { workspace } = useShipped();
	return (
		source !== undefined &&
		workspace !== undefined && (
			<Suspense fallback={null}>
				<InstallDialog
					workspace={workspace}
					source={source}
					onSource={look}
					onDone={(name) => {
						done(name);
						reread();
					}}
				/>
			</Suspense>
		)
	);
}
