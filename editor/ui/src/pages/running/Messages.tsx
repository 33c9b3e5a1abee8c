import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconMessage, IconPhoto } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { messagesQuery, type SentMessage } from "../../api/running";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import classes from "./contact.module.css";

/** What the bot and a person said to each other, the oldest first. */
export function Messages({ bot, user }: { bot: string; user: string }) {
	const { t } = useTranslation("running");
	const query = useInfiniteQuery(messagesQuery(bot, user));
	const messages = query.data?.pages
		.flatMap((page) => page.items)
		.filter(isSaid)
		.toReversed();
	if (query.isError && !messages) {
		return <ErrorState error={query.error} again={() => void query.refetch()} />;
	}
	if (!messages) {
		return <RowsSkeleton rows={5} height={52} />;
	}
	if (messages.length === 0) {
		return (
			<EmptyState icon={<IconMessage size={28} />} title={t("messages.none")}>
				{t("messages.none_about")}
			</EmptyState>
		);
	}
	return (
		<div className={classes.chat}>
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
			<ul className={classes.messages}>
				{messages.map((message, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: two messages of one moment have nothing else that tells them apart
					<Bubble key={`${message.at}${i}`} message={message} />
				))}
			</ul>
		</div>
	);
}

/** Whether there is something to see: buttons that were taken away are a change of a message, too. */
function isSaid({ text, media, buttons, error }: SentMessage): boolean {
	return text !== "" || error !== undefined || (media?.length ?? 0) > 0 || (buttons?.length ?? 0) > 0;
}

function Bubble({ message }: { message: SentMessage }) {
	const { t } = useTranslation("running");
	return (
		<li className={classes.message} data-out={message.out}>
			<div className={classes.bubble}>
				<span className={classes.hidden}>{t(message.out ? "messages.bot" : "messages.person")}: </span>
				{message.media?.map((kind, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: files of a message have no name
					<span key={i} className={classes.media}>
						<IconPhoto size={15} aria-hidden="true" />
						{t(`messages.media.${kind}`, { defaultValue: kind })}
					</span>
				))}
				{message.text !== "" && <span className={classes.said}>{message.text}</span>}
			</div>
			{message.buttons?.map((row) => (
				<div key={row.join("\n")} className={classes.buttons}>
					{row.map((button) => (
						<span key={button} className={classes.button}>
							{button}
						</span>
					))}
				</div>
			))}
			<Text component="div" size="xs" c="dimmed" className={classes.when}>
				{message.out && message.kind === "edit" && `${t("messages.edited")} · `}
				<TimeAgo at={message.at} />
			</Text>
			{message.error && (
				<p className={classes.failed}>
					<IconAlertTriangle size={14} aria-hidden="true" />
					{t("messages.failed")} {message.why ?? message.error}
				</p>
			)}
		</li>
	);
}
