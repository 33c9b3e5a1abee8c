import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconMovie, IconSend, IconWorld } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { filmQuery, type Turn, type TurnBlock } from "../../api/running";
import type { Known } from "../../publish/difference";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import classes from "./film.module.css";
import { PlaceLink } from "./PlaceLink";
import { useBotWords } from "./useBotWords";
import { said } from "./values";

/** What happened inside the bot with everything a person did: the answer to "why did she get this?". */
export function Film({ bot, user }: { bot: string; user: string }) {
	const { t } = useTranslation("running");
	const query = useInfiniteQuery(filmQuery(bot, user));
	const known = useBotWords(bot);
	const turns = query.data?.pages.flatMap((page) => page.items).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
	if (query.isError && !turns) {
		return <ErrorState error={query.error} again={() => void query.refetch()} />;
	}
	if (!turns) {
		return <RowsSkeleton rows={4} height={96} />;
	}
	if (turns.length === 0) {
		return (
			<EmptyState icon={<IconMovie size={28} />} title={t("film.none")}>
				{t("film.none_about")}
			</EmptyState>
		);
	}
	return (
		<>
			<ol className={classes.film}>
				{turns.map((turn) => (
					<TurnCard key={turn.id} bot={bot} turn={turn} known={known} />
				))}
			</ol>
			{query.hasNextPage && (
				<Button
					variant="default"
					size="xs"
					loading={query.isFetchingNextPage}
					onClick={() => void query.fetchNextPage()}
				>
					{t("messages.earlier")}
				</Button>
			)}
		</>
	);
}

function TurnCard({ bot, turn, known }: { bot: string; turn: Turn; known: Known | undefined }) {
	const { t } = useTranslation("running");
	const kind = t(`film.event.${turn.event.kind}`, { defaultValue: turn.event.kind.replaceAll("_", " ") });
	return (
		<li className={classes.turn}>
			<div className={classes.head}>
				<Text size="sm" fw={600}>
					{kind}
					{turn.event.text && <span className={classes.event}>{turn.event.text}</span>}
				</Text>
				<Text size="xs" c="dimmed">
					<TimeAgo at={turn.at} />
				</Text>
			</div>
			<ol className={classes.blocks}>
				{turn.blocks.map((block, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a turn that is over does not change, and may pass a block twice
					<Passed key={`${block.block}${i}`} bot={bot} block={block} known={known} />
				))}
			</ol>
			{turn.calls.length > 0 && (
				<ul className={classes.calls}>
					{turn.calls.map((made, i) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: a turn that is over does not change
						<li key={i} data-ok={made.ok}>
							<IconSend size={14} aria-hidden="true" />
							<span>
								{made.text ?? made.method}
								{made.error && <em> {made.error}</em>}
							</span>
						</li>
					))}
				</ul>
			)}
		</li>
	);
}

function Passed({ bot, block, known }: { bot: string; block: TurnBlock; known: Known | undefined }) {
	const { t, i18n } = useTranslation("running");
	const words = { yes: t("yes"), no: t("no") };
	return (
		<li className={classes.block} data-failed={block.error !== undefined}>
			<PlaceLink bot={bot} place={block} known={known} />
			{block.error && (
				<p className={classes.error}>
					<IconAlertTriangle size={14} aria-hidden="true" />
					<span>
						{block.error.text}
						{block.error.detail && <small> {block.error.detail}</small>}
					</span>
				</p>
			)}
			{block.sets?.map((set) => (
				<p key={set.name} className={classes.fact}>
					<span>{set.name.replaceAll("_", " ")}</span>
					{set.before != null && <del>{said(set.before, words, i18n.language)}</del>}
					<ins>{said(set.after, words, i18n.language) || t("film.empty")}</ins>
				</p>
			))}
			{block.http?.map((exchange, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a turn that is over does not change
				<div key={i} className={classes.fact}>
					<IconWorld size={14} aria-hidden="true" />
					<span className={classes.address}>
						{exchange.method} {exchange.url}
					</span>
					<span>
						{exchange.status} · {t("film.ms", { count: exchange.ms })}
					</span>
					{(exchange.request || exchange.response) && (
						<details className={classes.details}>
							<summary>{t("film.details")}</summary>
							{exchange.request && <pre>{exchange.request}</pre>}
							{exchange.response && <pre>{exchange.response}</pre>}
						</details>
					)}
				</div>
			))}
		</li>
	);
}
