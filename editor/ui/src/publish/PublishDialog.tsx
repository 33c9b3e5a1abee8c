import { Modal, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery, draftQuery } from "../api/bots";
import { type Revision, revisionQuery } from "../api/publishing";
import type { Bot } from "../api/types";
import { ConnectWizard } from "../pages/connect/ConnectWizard";
import { ErrorState } from "../ui/ErrorState";
import { RowsSkeleton } from "../ui/Skeletons";
import { Published } from "./Published";
import { PublishForm } from "./PublishForm";

interface Props {
	bot: Bot;
	opened: boolean;
	onClose: () => void;
	/** An earlier revision to go back to, instead of the draft. */
	revision?: Revision;
	/** What still keeps the newest draft from the server, in words; nothing if it is there. */
	waiting?: string;
	/** Shows a block in the editor that is open; without it, the editor is opened at it. */
	onJump?: (flow: string, block: string) => void;
}

/** Shows what a publish changes and for whom, and does it. A bot without a token is connected first. */
export function PublishDialog({ bot, opened, onClose, revision, ...rest }: Props) {
	const { t } = useTranslation("publish");
	const narrow = useMediaQuery("(max-width: 700px)");
	const [locked, setLocked] = useState(false);
	return (
		<Modal
			opened={opened}
			onClose={locked ? () => undefined : onClose}
			size={860}
			fullScreen={narrow}
			centered={false}
			yOffset="6vh"
			title={revision ? t("title.rollback", { number: revision.number }) : t("title.publish", { name: bot.name })}
		>
			<Steps bot={bot} revision={revision} onClose={onClose} onLock={setLocked} {...rest} />
		</Modal>
	);
}

function Steps({
	bot: given,
	revision,
	waiting,
	onJump,
	onClose,
	onLock,
}: Omit<Props, "opened"> & { onLock: (locked: boolean) => void }) {
	const { t } = useTranslation("publish");
	const { data: bot = given } = useQuery(botQuery(given.id));
	const [done, setDone] = useState<number>();
	const draft = useQuery({
		...draftQuery(bot.id),
		enabled: revision === undefined && waiting === undefined,
		refetchOnMount: "always",
		refetchOnWindowFocus: false,
	});
	const earlier = useQuery({ ...revisionQuery(bot.id, revision?.number ?? 0), enabled: revision !== undefined });

	if (done !== undefined) {
		return <Published bot={bot} revision={done} onClose={onClose} />;
	}
	if (!bot.telegram) {
		return bot.can.includes("bot.publish") ? (
			<>
				<Text c="dimmed" mb="lg">
					{t("connect_first")}
				</Text>
				<ConnectWizard bot={bot.id} onDone={() => undefined} />
			</>
		) : (
			<Text>{t("connect_forbidden")}</Text>
		);
	}
	if (waiting !== undefined) {
		return (
			<div role="status">
				<Text mb="md">{waiting}</Text>
				<RowsSkeleton rows={4} />
			</div>
		);
	}
	const error = draft.error ?? earlier.error;
	if (error) {
		return <ErrorState error={error} again={() => void (revision ? earlier : draft).refetch()} />;
	}
	const onDone = (number: number) => {
		onLock(false); // at once: what says that it is done can be closed
		setDone(number);
	};
	const form = { bot, onJump, onClose, onLock, onDone };
	if (revision) {
		return earlier.data ? (
			<PublishForm source={{ revision: revision.number }} document={earlier.data} {...form} />
		) : (
			<RowsSkeleton rows={6} />
		);
	}
	// What was read before this dialog opened may be older than what is on the server.
	return draft.data && draft.isFetchedAfterMount ? (
		<PublishForm
			key={draft.data.version}
			source={{ version: draft.data.version }}
			document={draft.data.document}
			exits={draft.data.exits}
			onOutdated={() => void draft.refetch()}
			{...form}
		/>
	) : (
		<RowsSkeleton rows={6} />
	);
}
