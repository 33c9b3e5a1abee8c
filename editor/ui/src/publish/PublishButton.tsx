import { Button, type MantineSize } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bot } from "../api/types";
import { withWords } from "../i18n/words";

const PublishDialog = lazy(async () => {
	const page = await withWords(import("./PublishDialog"), "publish", "values");
	return { default: page.PublishDialog };
});

interface Props {
	bot: Bot;
	size?: MantineSize;
	/** Class of its words, for where there may be no room for them. */
	words?: string;
	waiting?: string;
	onOpen?: () => void;
	onJump?: (flow: string, block: string) => void;
}

/** Opens the dialog that publishes the draft, for whoever may; the dialog is loaded when it is asked for. */
export function PublishButton({ bot, size = "xs", words, waiting, onOpen, onJump }: Props) {
	const { t } = useTranslation("app");
	const [asked, setAsked] = useState(false);
	const [opened, setOpened] = useState(false);
	if (!bot.can.includes("bot.publish")) {
		return null;
	}
	return (
		<>
			<Button
				size={size}
				leftSection={<IconRocket size={16} />}
				onClick={() => {
					onOpen?.();
					setAsked(true);
					setOpened(true);
				}}
			>
				<span className={words}>{t("publish.button")}</span>
			</Button>
			{asked && (
				<Suspense>
					<PublishDialog
						bot={bot}
						opened={opened}
						onClose={() => setOpened(false)}
						waiting={waiting}
						onJump={
							onJump &&
							((flow, block) => {
								setOpened(false);
								onJump(flow, block);
							})
						}
					/>
				</Suspense>
			)}
		</>
	);
}
