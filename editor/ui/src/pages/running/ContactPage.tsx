import { Anchor, Button, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconRestore } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botCatalogueQuery } from "../../api/blocks";
import { botQuery, draftQuery } from "../../api/bots";
import { type Person, personQuery } from "../../api/running";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { CardsSkeleton, PageSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { useCalledOf } from "../../values/useCalledOf";
import { ContactStateBadge } from "./ContactStateBadge";
import classes from "./contact.module.css";
import { Messages } from "./Messages";
import { PersonFilm } from "./PersonFilm";
import { PlaceLink } from "./PlaceLink";
import { ResetDialog } from "./ResetDialog";
import { useBotWords } from "./useBotWords";
import { rowsOf } from "./values";

/** One person: where they stand, what is known of them. */
export function ContactPage() {
	const { bot, user } = useParams({ from: "/inside/bots/$bot/contacts/$user" });
	return (
		<Loaded
			query={useQuery(personQuery(bot, user))}
			skeleton={
				<PageSkeleton>
					<CardsSkeleton cards={3} height={260} />
				</PageSkeleton>
			}
		>
			{(person) => <OnePerson bot={bot} person={person} />}
		</Loaded>
	);
}

function OnePerson({ bot, person }: { bot: string; person: Person }) {
	const { t } = useTranslation("running");
	const { show = "talk" } = useSearch({ from: "/inside/bots/$bot/contacts/$user" });
	const navigate = useNavigate({ from: "/bots/$bot/contacts/$user" });
	const about = [person.username && `@${person.username}`, languageName(person.language, useLanguage())]
		.filter(Boolean)
		.join(" · ");
	return (
		<Page
			title={person.name}
			back={
				<Anchor inherit renderRoot={(props) => <Link to="/bots/$bot/contacts" params={{ bot }} {...props} />}>
					<IconArrowLeft size={16} aria-hidden="true" />
					{t("contact.all")}
				</Anchor>
			}
			about={
				<span className={classes.about}>
					<ContactStateBadge state={person.state} />
					<span>
						{about !== "" && `${about} · `}
						{person.last_at !== undefined && <TimeAgo at={person.last_at} />}
					</span>
				</span>
			}
		>
			<div className={classes.columns}>
				<section className={classes.talk} aria-label={t("contact.tabs")}>
					<SegmentedControl
						aria-label={t("contact.tabs")}
						value={show}
						onChange={(value) =>
							void navigate({ search: { show: value === "film" ? value : undefined }, replace: true })
						}
						data={[
							{ value: "talk", label: t("contact.talk") },
							{ value: "film", label: t("contact.film") },
						]}
					/>
					{show === "film" ? <PersonFilm bot={bot} person={person} /> : <Messages bot={bot} user={person.user_id} />}
				</section>
				<Stack gap="lg">
					<Standing bot={bot} person={person} />
					<Values bot={bot} person={person} />
				</Stack>
			</div>
		</Page>
	);
}

function useLanguage(): string {
	return useTranslation().i18n.language;
}

function languageName(code: string | undefined, language: string): string {
	const name = code ? (new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code) : "";
	return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

function Standing({ bot, person }: { bot: string; person: Person }) {
	const { t } = useTranslation("running");
	const known = useBotWords(bot);
	const may = useQuery(botQuery(bot)).data?.can.includes("bot.run");
	const [asking, setAsking] = useState(false);
	return (
		<Panel
			title={t("standing.title")}
			actions={
				may && (
					<Button variant="default" size="xs" leftSection={<IconRestore size={15} />} onClick={() => setAsking(true)}>
						{t("reset.open")}
					</Button>
				)
			}
		>
			{person.frames.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("standing.nowhere")}
				</Text>
			) : (
				<ol className={classes.frames}>
					{person.frames.toReversed().map((frame, i) => (
						<li key={`${frame.flow}${frame.block}`}>
							<PlaceLink bot={bot} place={frame} known={known} />
							<Text size="sm" c="dimmed">
								{t(i === 0 ? (frame.waits ? "standing.waits" : "standing.here") : "standing.below")}
							</Text>
						</li>
					))}
				</ol>
			)}
			<ResetDialog bot={bot} person={person} opened={asking} onClose={() => setAsking(false)} />
		</Panel>
	);
}

function Values({ bot, person }: { bot: string; person: Person }) {
	const { t, i18n } = useTranslation("running");
	const variables = useQuery(draftQuery(bot)).data?.document.variables;
	const called = useCalledOf(variables, useQuery(botCatalogueQuery(bot)).data);
	const words = { yes: t("yes"), no: t("no") };
	const scopes = Object.entries(person.variables)
		.map(([scope, values]) => ({
			scope,
			rows: rowsOf(values, words, i18n.language, (name) => called(`${scope}.${name}`)),
		}))
		.filter(({ rows }) => rows.length > 0);
	return (
		<Panel title={t("values.title")}>
			{scopes.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("values.none")}
				</Text>
			) : (
				<Stack gap="lg">
					{scopes.map(({ scope, rows }) => (
						<div key={scope}>
							<Text size="xs" fw={600} c="dimmed" mb={4}>
								{t(`scope.${scope}`, { defaultValue: scope })}
							</Text>
							<dl className={classes.values}>
								{rows.map((row) => (
									<div key={row.name}>
										<dt>{row.name}</dt>
										<dd>{row.value}</dd>
									</div>
								))}
							</dl>
						</div>
					))}
				</Stack>
			)}
		</Panel>
	);
}
