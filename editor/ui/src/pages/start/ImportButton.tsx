import { FileButton } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { badToast } from "../../ui/toast";
import { useFailToast } from "../../ui/useFailToast";
import { useCreateBot } from "./create";
import { readDocument } from "./document-file";

/** Makes a bot of a file that was exported before. How it looks is the caller's. */
export function ImportButton({ children }: { children: (choose: () => void) => ReactElement }) {
	const { t } = useTranslation("start");
	const fail = useFailToast();
	const create = useCreateBot();
	const take = async (file: File | null) => {
		if (!file) {
			return;
		}
		const document = readDocument(await file.text());
		if (!document) {
			badToast(t("import.bad"), t("import.bad_about", { file: file.name }));
			return;
		}
		create.mutate({ document }, { onError: fail });
	};
	return (
		<FileButton
			accept="application/json,.json"
			onChange={(file) => void take(file)}
			inputProps={{ "aria-label": t("import.file") }}
		>
			{({ onClick }) => children(onClick)}
		</FileButton>
	);
}
