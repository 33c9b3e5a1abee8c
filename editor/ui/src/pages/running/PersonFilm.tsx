import { Button } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { botCatalogueQuery } from "../../api/blocks";
import { botQuery, draftQuery } from "../../api/bots";
import { filmQuery, type Person } from "../../api/running";
import { FilmView } from "../../film/FilmView";
import { light } from "../../film/lit";
import { filmWords } from "../../film/words";
import { useInsides } from "../../packages/useInsides";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { useCalledOf } from "../../values/useCalledOf";
import classes from "./contact.module.css";

/** What the bot did with everything that a person did, and why: the answer to "why did she get this?". */
export function PersonFilm({ bot, person }: { bot: string; person: Person }) {
	const { t, i18n } = useTranslation("running");
	const navigate = useNavigate();
	const query = useInfiniteQuery(filmQuery(bot, person.user_id));
	const draft = useQuery(draftQuery(bot));
	const catalogue = useQuery(botCatalogueQuery(bot));
	const { data: about } = useQuery(botQuery(bot));
	const turns = query.data?.pages.flatMap((page) => page.items);
	const names = (turns ?? []).flatMap((turn) => turn.blocks.map((passed) => passed.block));
	const insides = useInsides(about?.workspace, draft.data?.document.uses, names);
	const called = useCalledOf(draft.data?.document.variables, catalogue.data);
	const words = useMemo(
		() =>
			draft.data && catalogue.data
				? filmWords(draft.data.document, draft.data.exits, catalogue.data, i18n.language, called, insides)
				: undefined,
		[draft.data, catalogue.data, i18n.language, called, insides],
	);
	const error = query.error ?? draft.error ?? catalogue.error;
	if (error && !(turns && words)) {
		const again = () => void Promise.all([query.refetch(), draft.refetch(), catalogue.refetch()]);
		return <ErrorState error={error} again={again} />;
	}
	if (!turns || !words) {
		return <RowsSkeleton rows={6} height={42} />;
	}
	if (turns.length === 0) {
		return (
			<EmptyState icon={<IconMovie size={28} />} title={t("film.none")}>
				{t("film.none_about")}
			</EmptyState>
		);
	}
	const open = (flow: string, block: string) =>
		navigate({ to: "/bots/$bot/edit", params: { bot }, search: { flow, block } });
	return (
		<div className={classes.film}>
			<FilmView
				turns={turns}
				words={words}
				aside={(turn) => <TimeAgo at={turn.at} />}
				onBlock={(flow, block) => void open(flow, block)}
				onShow={(turn) => {
					const last = turn.blocks.findLast((passed) => words.has(passed.block));
					light(turn, { user: person.user_id, name: person.name });
					void navigate({ to: "/bots/$bot/edit", params: { bot }, search: { flow: last?.flow, block: last?.block } });
				}}
			/>
			{query.hasNextPage && (
				<Button
					variant="default"
					size="xs"
					className={classes.earlier}
					loading={query.isFetchingNextPage}
					onClick={() => void query.fetchNextPage()}
				>
					{t("messages.earlier")}
				</Button>
			)}
		</div>
	);
}
