import { useTranslation } from "react-i18next";
import type { Deed } from "../../api/workspaces";

/** Says what was done in the page's language; a deed whose name the page does not know is shown by it. */
export function useDeedWords(): (deed: Pick<Deed, "what">) => string {
	const { t } = useTranslation("workspace");
	return (deed) => t(`deed.${deed.what.replaceAll(".", "_")}`, { defaultValue: deed.what.replaceAll(/[._]/g, " ") });
}
