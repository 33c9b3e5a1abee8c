import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { botCatalogueQuery } from "../api/blocks";
import type { BotDocument } from "../flow/types";
import { useCalledOf } from "../values/useCalledOf";
import { type Known, knownOf } from "./difference";

/** What the words of differences between documents are made from; undefined until the catalogue is there. */
export function useKnown(bot: string, ...documents: (BotDocument | undefined)[]): Known | undefined {
	const { t, i18n } = useTranslation("publish");
	const { data: catalogue } = useQuery(botCatalogueQuery(bot));
	const [older, newer] = documents;
	// The newer document names what is in both.
	const variables = useMemo(
		() => [...(older?.variables ?? []), ...(newer?.variables ?? [])],
		[older?.variables, newer?.variables],
	);
	const called = useCalledOf(variables, catalogue);
	return useMemo(
		() =>
			catalogue && {
				...knownOf([older, newer]),
				types: new Map(catalogue.types.map((type) => [type.name, type])),
				called,
				language: i18n.language,
				say: (key, fallback) => t(`words.${key}`, { defaultValue: fallback ?? key }),
			},
		[catalogue, older, newer, called, t, i18n.language],
	);
}
