import { SegmentedControl, Stack, Text } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Day, type Figures, figuresQuery } from "../../api/running";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { CardsSkeleton } from "../../ui/Skeletons";
import { DaysChart } from "./DaysChart";
import classes from "./figures.module.css";
import { PlaceLink } from "./PlaceLink";
import { useBotWords } from "./useBotWords";

const spans = [7, 30, 90] as const;
const measures = ["users", "new", "messages", "paid", "errors"] as const;
type Measure = (typeof measures)[number];

/** More blocks than these say nothing more. */
const most = 15;

/** How the bot does: people, messages, payments by day, and which blocks they pass. */
export function FiguresPage() {
	const { t } = useTranslation("running");
	const { bot } = useParams({ from: "/inside/bots/$bot/figures" });
	const [days, setDays] = useState<number>(7);
	const query = useQuery(figuresQuery(bot, days));
	return (
		<Page
			title={t("figures.title")}
			about={t("figures.about")}
			actions={
				<SegmentedControl
					aria-label={t("figures.span")}
					value={String(days)}
					onChange={(value) => setDays(Number(value))}
					data={spans.map((n) => ({ value: String(n), label: t("figures.days", { count: n }) }))}
				/>
			}
		>
			<Loaded query={query} skeleton={<CardsSkeleton cards={3} height={220} />}>
				{(figures) => (
					<Stack gap="lg">
						<Days days={figures.days} />
						<Blocks bot={bot} blocks={figures.blocks} />
					</Stack>
				)}
			</Loaded>
		</Page>
	);
}

function Days({ days }: { days: Day[] }) {
	const { t, i18n } = useTranslation("running");
	const [shown, setShown] = useState<Measure>("users");
	const sum = (measure: Measure) => days.reduce((all, day) => all + day[measure], 0);
	return (
		<section className={classes.days} aria-label={t("figures.by_day")}>
			<div className={classes.measures}>
				{measures.map((measure) => (
					<button
						key={measure}
						type="button"
						className={classes.measure}
						aria-pressed={shown === measure}
						onClick={() => setShown(measure)}
					>
						<span className={classes.label}>{t(`figures.${measure}`)}</span>
						<span className={classes.number}>{sum(measure).toLocaleString(i18n.language)}</span>
					</button>
				))}
			</div>
			<DaysChart
				label={t(`figures.${shown}`)}
				days={days.map((day) => ({ day: day.day, value: day[shown] }))}
				bad={shown === "errors"}
			/>
		</section>
	);
}

function Blocks({ bot, blocks }: { bot: string; blocks: Figures["blocks"] }) {
	const { t, i18n } = useTranslation("running");
	const known = useBotWords(bot);
	const passed = Object.entries(blocks)
		.filter(([, count]) => count > 0)
		.sort(([, a], [, b]) => b - a)
		.slice(0, most);
	const top = passed[0]?.[1] ?? 1;
	return (
		<Panel title={t("figures.blocks")} about={t("figures.blocks_about")}>
			{passed.length === 0 ? (
				<EmptyState icon={<IconChartBar size={28} />} title={t("figures.none")} />
			) : (
				<ol className={classes.blocks}>
					{passed.map(([block, count]) => (
						<li key={block}>
							<span className={classes.block}>
								<PlaceLink bot={bot} place={{ flow: known?.places.get(block) ?? "", block }} known={known} />
							</span>
							<span className={classes.bar} aria-hidden="true">
								<span style={{ width: `${(100 * count) / top}%` }} />
							</span>
							<Text size="sm" fw={600} className={classes.count}>
								{count.toLocaleString(i18n.language)}
							</Text>
						</li>
					))}
				</ol>
			)}
		</Panel>
	);
}
