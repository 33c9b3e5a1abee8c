import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconChartBar, IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Day, type Figures, figuresQuery } from "../../api/running";
import { useFigures } from "../../canvas/figures";
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

const measures = {
	users: (day: Day) => day.users,
	new: (day: Day) => day.new,
	messages: (day: Day) => day.messages,
	paid: (day: Day) => day.paid,
	errors: (day: Day) => day.errors,
} as const;
type Measure = keyof typeof measures;
const order: readonly Measure[] = ["users", "new", "messages", "paid", "errors"];

/** More blocks than these say nothing more. */
const most = 15;

/** How the bot does: people, messages, payments by day, and where people leave. */
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
					<Stack gap="lg" aria-busy={query.isPlaceholderData}>
						<Days days={figures.days} />
						<Blocks bot={bot} figures={figures} days={days} />
					</Stack>
				)}
			</Loaded>
		</Page>
	);
}

function Days({ days }: { days: Day[] }) {
	const { t, i18n } = useTranslation("running");
	const [shown, setShown] = useState<Measure>("users");
	return (
		<section className={classes.days} aria-label={t("figures.by_day")}>
			<div className={classes.measures}>
				{order.map((measure) => (
					<button
						key={measure}
						type="button"
						className={classes.measure}
						aria-pressed={shown === measure}
						onClick={() => setShown(measure)}
					>
						<span className={classes.label}>{t(`figures.${measure}`)}</span>
						<span className={classes.number}>
							{days.reduce((sum, day) => sum + measures[measure](day), 0).toLocaleString(i18n.language)}
						</span>
					</button>
				))}
			</div>
			<DaysChart
				label={t(`figures.${shown}`)}
				days={days.map((day) => ({ day: day.day, value: measures[shown](day) }))}
				bad={shown === "errors"}
			/>
		</section>
	);
}

function Blocks({ bot, figures, days }: { bot: string; figures: Figures; days: number }) {
	const { t, i18n } = useTranslation("running");
	const known = useBotWords(bot);
	const passed = Object.entries(figures.blocks)
		.filter(([, count]) => count > 0)
		.sort(([, a], [, b]) => b - a)
		.slice(0, most);
	const top = passed[0]?.[1] ?? 1;
	return (
		<Panel
			title={t("figures.blocks")}
			about={t("figures.blocks_about")}
			actions={
				passed.length > 0 && (
					<Button
						variant="default"
						leftSection={<IconRoute size={16} />}
						renderRoot={(props) => <Link to="/bots/$bot/edit" params={{ bot }} {...props} />}
						onClick={() => useFigures.getState().show(days)}
					>
						{t("figures.canvas")}
					</Button>
				)
			}
		>
			{passed.length === 0 ? (
				<EmptyState icon={<IconChartBar size={28} />} title={t("figures.none")}>
					{t("figures.none_about")}
				</EmptyState>
			) : (
				<ol className={classes.blocks}>
					{passed.map(([block, count]) => {
						const standing = figures.standing[block] ?? 0;
						return (
							<li key={block}>
								<span className={classes.block}>
									<PlaceLink bot={bot} place={{ flow: known?.places.get(block) ?? "", block }} known={known} />
								</span>
								<span className={classes.bar} aria-hidden="true">
									<span style={{ width: `${(100 * count) / top}%` }} />
								</span>
								<Group gap={8} justify="flex-end" className={classes.count}>
									{standing > 0 && (
										<Text span size="xs" c="dimmed">
											{t("figures.standing", { count: standing })}
										</Text>
									)}
									<Text span size="sm" fw={600}>
										{count.toLocaleString(i18n.language)}
									</Text>
								</Group>
							</li>
						);
					})}
				</ol>
			)}
		</Panel>
	);
}
