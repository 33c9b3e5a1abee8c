import { CloseButton, Drawer, ScrollArea, Skeleton, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { CatchBoundary } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import { ErrorState } from "../ui/ErrorState";
import classes from "./editor.module.css";
import { type Side, useSide } from "./useSide";

const ChatPanel = lazy(() => import("../chat/ChatPanel").then((m) => ({ default: m.ChatPanel })));
const IssuesPanel = lazy(() => import("../form/IssuesPanel").then((m) => ({ default: m.IssuesPanel })));
const BotSettingsPanel = lazy(() => import("../form/BotSettingsPanel").then((m) => ({ default: m.BotSettingsPanel })));

/** The test chat, the issues or the settings of the bot: a column beside the canvas, on a phone a sheet over it. */
export function SidePanel() {
	const side = useSide((s) => s.side);
	const close = useSide((s) => s.close);
	const { t } = useTranslation("canvas");
	const phone = useMediaQuery("(max-width: 48em)");
	if (side === null) {
		return null;
	}
	const content = (
		<CatchBoundary
			getResetKey={() => side}
			errorComponent={({ error, reset }) => <ErrorState error={error} again={reset} />}
		>
			<Suspense fallback={<Bones />}>
				<Content side={side} close={close} />
			</Suspense>
		</CatchBoundary>
	);
	if (!phone) {
		return <div className={classes.tool}>{content}</div>;
	}
	return (
		<Drawer
			opened
			onClose={close}
			position="bottom"
			size="100%"
			withCloseButton={false}
			padding={0}
			attributes={{ content: { "aria-label": t(`side.${side}`) } }}
		>
			<div className={classes.sheet}>{content}</div>
		</Drawer>
	);
}

function Content({ side, close }: { side: Side; close: () => void }) {
	const bot = useDraft((s) => s.bot);
	const toggle = useSide((s) => s.toggle);
	switch (side) {
		case "chat":
			return <ChatPanel bot={bot} onClose={close} onMend={() => toggle("issues")} />;
		case "issues":
			return (
				<Titled side={side} close={close}>
					<IssuesPanel />
				</Titled>
			);
		case "bot":
			return (
				<Titled side={side} close={close}>
					<BotSettingsPanel />
				</Titled>
			);
		default:
			return side satisfies never;
	}
}

function Titled({ side, close, children }: { side: "issues" | "bot"; close: () => void; children: ReactNode }) {
	const { t } = useTranslation("canvas");
	return (
		<aside className={classes.toolPanel} aria-label={t(`side.${side}`)}>
			<header className={classes.toolHead}>
				<Text fw={650}>{t(`side.${side}`)}</Text>
				<CloseButton aria-label={t("side.close")} onClick={close} />
			</header>
			<ScrollArea className={classes.toolBody} classNames={{ content: classes.toolContent }} type="auto" scrollbars="y">
				{children}
			</ScrollArea>
		</aside>
	);
}

function Bones() {
	return (
		<Stack p="md" w={400} maw="100%" aria-busy="true">
			<Skeleton h={28} w="60%" />
			<Skeleton h={64} />
			<Skeleton h={64} />
		</Stack>
	);
}
