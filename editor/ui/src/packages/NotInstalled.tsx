import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./packages.module.css";

/** A way to where blocks are installed, in a tab of its own: the draft stays open. */
export function BlocksLink() {
	const { t } = useTranslation("blocks");
	return (
		<Button component="a" href="#/workspace/blocks" target="_blank" rel="noreferrer" size="compact-xs" variant="light">
			{t("missing.open")}
		</Button>
	);
}

/** Says what to do about a block whose package the workspace does not have. */
export function NotInstalled({ type }: { type: string }) {
	const { t } = useTranslation("blocks");
	return (
		<div className={classes.line}>
			<Text size="sm">{t("missing.text", { type })}</Text>
			<BlocksLink />
		</div>
	);
}
