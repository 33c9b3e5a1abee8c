import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { botQuery, type Health, healthQuery } from "../../api/bots";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { PanelsSkeleton } from "../../ui/Skeletons";
import { HealthState } from "./HealthState";
import classes from "./health.module.css";
import { LettersPanel } from "./LettersPanel";
import { ReachedQuotas } from "./ReachedQuotas";
import { TroublesPanel } from "./TroublesPanel";

/** Whether the bot gets along with Telegram, that nothing was lost, and what could not be handled. */
export function HealthPage() {
	const { t } = useTranslation("running");
	const { bot: id } = useParams({ from: "/inside/bots/$bot/health" });
	const { data: bot } = useQuery(botQuery(id));
	const query = useQuery(healthQuery(id));
	return (
		<Page title={t("health.title")} about={t("health.about")} width="text">
			<Loaded query={query} skeleton={<PanelsSkeleton panels={3} height={150} />}>
				{(health) => (
					<Stack gap="lg">
						{bot && <HealthState bot={bot} health={health} />}
						<ReachedQuotas reached={health.reached} />
						<Tally tally={health.tally} />
						{bot?.can.includes("figures.read") && <TroublesPanel bot={id} />}
						{bot?.can.includes("bot.run") && <LettersPanel bot={id} />}
					</Stack>
				)}
			</Loaded>
		</Page>
	);
}

const parts = ["handled", "waiting", "dead", "dropped"] as const;

/** All that came, and what became of it. The sum is shown, so that everybody sees that nothing was lost. */
function Tally({ tally }: { tally: Health["tally"] }) {
	const { t, i18n } = useTranslation("running");
	return (
		<Panel title={t("tally.title")} about={t("tally.about")}>
			<dl className={classes.tally}>
				<div data-part="received">
					<dt>{t("tally.received")}</dt>
					<dd>{tally.received.toLocaleString(i18n.language)}</dd>
				</div>
				{parts.map((part, i) => (
					<div key={part} data-part={part} data-some={tally[part] > 0}>
						<span className={classes.sum} aria-hidden="true">
							{i === 0 ? "=" : "+"}
						</span>
						<dt>{t(`tally.${part}`)}</dt>
						<dd>{tally[part].toLocaleString(i18n.language)}</dd>
					</div>
				))}
			</dl>
		</Panel>
	);
}
