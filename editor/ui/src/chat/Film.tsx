import { Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import { FilmView } from "../film/FilmView";
import { light } from "../film/lit";
import { filmWords } from "../film/words";
import { useCalled } from "../values/useCalled";
import type { Person, Turn } from "./types";

/** What the bot did in the test chat. A turn under the pointer lights its path on the canvas. */
export function Film({ film, people }: { film: readonly Turn[]; people: readonly Person[] }) {
	const { t, i18n } = useTranslation("chat");
	const document = useDraft((d) => d.document);
	const exits = useDraft((d) => d.exits);
	const catalogue = useDraft((d) => d.catalogue);
	const reveal = useDraft((d) => d.reveal);
	const called = useCalled();
	const words = useMemo(
		() => filmWords(document, exits, catalogue, i18n.language, called),
		[document, exits, catalogue, i18n.language, called],
	);
	if (film.length === 0) {
		return (
			<Text size="sm" c="dimmed" p="md">
				{t("no_film")}
			</Text>
		);
	}
	const who = (person: string) => people.find((p) => p.name === person)?.title;
	return (
		<FilmView
			turns={film.toReversed()}
			words={words}
			who={people.length > 1 ? who : undefined}
			onLight={light}
			onBlock={reveal}
		/>
	);
}
