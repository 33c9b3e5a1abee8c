import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Catalogue } from "../api/types";
import type { Variable } from "../flow/types";
import { type Called, calledBy, outputTitles } from "./called";

/** How the values of a bot are called, in the language of the page. */
export function useCalledOf(variables: readonly Variable[] | undefined, catalogue: Catalogue | undefined): Called {
	const { t, i18n } = useTranslation("values");
	return useMemo(() => {
		const titles = catalogue && outputTitles(catalogue);
		return calledBy({ variables, own: (key) => t(key), title: (path) => titles?.get(path), language: i18n.language });
	}, [variables, catalogue, t, i18n.language]);
}
