import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Issue } from "../api/types";
import { sentence } from "../ui/sentence";
import classes from "./publish.module.css";

/** More than these are shown on demand. */
const most = 4;

interface Props {
	bot: string;
	issues: readonly Issue[];
	/** Shows a block in the editor that is open; without it, the editor is opened at it. */
	onJump?: (flow: string, block: string) => void;
}

/** What the check of the draft says, each with a way to its block. */
export function Issues({ bot, issues, onJump }: Props) {
	const { t } = useTranslation("publish");
	const [all, setAll] = useState(false);
	return (
		<ul className={classes.issues}>
			{issues.slice(0, all ? issues.length : most).map((issue) => (
				<li key={`${issue.code}${issue.path}`}>
					<span>{sentence(issue.message)}</span>
					<Jump bot={bot} issue={issue} onJump={onJump} />
				</li>
			))}
			{issues.length > most && !all && (
				<li>
					<Button variant="subtle" color="gray" size="compact-sm" ml={-8} onClick={() => setAll(true)}>
						{t("errors.more", { count: issues.length - most })}
					</Button>
				</li>
			)}
		</ul>
	);
}

function Jump({ bot, issue: { flow, block }, onJump }: { bot: string; issue: Issue; onJump: Props["onJump"] }) {
	const { t } = useTranslation("publish");
	if (!flow || !block) {
		return null;
	}
	if (onJump) {
		return (
			<Button variant="default" size="compact-sm" onClick={() => onJump(flow, block)}>
				{t("errors.show")}
			</Button>
		);
	}
	return (
		<Button
			variant="default"
			size="compact-sm"
			renderRoot={(props) => <Link to="/bots/$bot/edit" params={{ bot }} search={{ flow, block }} {...props} />}
		>
			{t("errors.show")}
		</Button>
	);
}
