import { Avatar, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Contact, type ContactState, contactStates, contactsQuery } from "../../api/running";
import type { Known } from "../../publish/difference";
import { blockTitle } from "../../publish/difference";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Page } from "../../ui/Page";
import { ScrollRow } from "../../ui/ScrollRow";
import { SearchField } from "../../ui/SearchField";
import { PanelsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { ContactStateBadge } from "./ContactStateBadge";
import classes from "./contacts.module.css";
import { useBotWords } from "./useBotWords";

/** Everyone who ever wrote to the bot, the last first. */
export function ContactsPage() {
	const { t } = useTranslation("running");
	const { bot } = useParams({ from: "/inside/bots/$bot/contacts" });
	const [text, setText] = useState("");
	const [state, setState] = useState<ContactState | "">("");
	const [wanted] = useDebouncedValue(text.trim(), 250);
	const query = useInfiniteQuery(contactsQuery(bot, wanted, state));
	const known = useBotWords(bot);
	const people = query.data?.pages.flatMap((page) => page.items);
	const narrowed = wanted !== "" || state !== "";
	return (
		<Page title={t("contacts.title")} about={t("contacts.about")}>
			<Group mb="lg" gap="sm">
				<SearchField label={t("contacts.search")} value={text} onChange={setText} />
				<ScrollRow>
					<SegmentedControl
						aria-label={t("contacts.which")}
						value={state}
						onChange={setState}
						data={[
							{ value: "", label: t("contacts.all") },
							...contactStates.map((s) => ({ value: s, label: t(`contacts.state.${s}`) })),
						]}
					/>
				</ScrollRow>
			</Group>
			{query.isError && !people ? (
				<ErrorState error={query.error} again={() => void query.refetch()} />
			) : !people ? (
				<PanelsSkeleton height={320} />
			) : people.length === 0 ? (
				<EmptyState icon={<IconUsers size={28} />} title={t(narrowed ? "contacts.not_found" : "contacts.none")}>
					{t(narrowed ? "contacts.not_found_about" : "contacts.none_about")}
				</EmptyState>
			) : (
				<>
					<ul className={classes.list} aria-busy={query.isPlaceholderData}>
						{people.map((person) => (
							<ContactRow key={person.user_id} bot={bot} person={person} known={known} />
						))}
					</ul>
					{query.hasNextPage && (
						<Group justify="center" mt="lg">
							<Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
								{t("more")}
							</Button>
						</Group>
					)}
				</>
			)}
		</Page>
	);
}

function ContactRow({ bot, person, known }: { bot: string; person: Contact; known: Known | undefined }) {
	return (
		<li>
			<Link
				to="/bots/$bot/contacts/$user"
				params={{ bot, user: person.user_id }}
				className={classes.row}
				preload={false}
			>
				<Avatar name={person.name} color="initials" size={38} aria-hidden="true" />
				<span className={classes.who}>
					<Text component="span" fw={600} size="sm" className={classes.cut}>
						{person.name}
					</Text>
					{person.username && (
						<Text component="span" size="sm" c="dimmed" className={classes.cut}>
							@{person.username}
						</Text>
					)}
				</span>
				<span className={classes.where}>
					{person.at && known && (
						<Text component="span" size="sm" c="dimmed" className={classes.cut}>
							{blockTitle(person.at.block, known)}
						</Text>
					)}
				</span>
				<span className={classes.state}>
					<ContactStateBadge state={person.state} />
				</span>
				<Text component="span" size="sm" c="dimmed" className={classes.time}>
					{person.last_at !== undefined && <TimeAgo at={person.last_at} />}
				</Text>
			</Link>
		</li>
	);
}
