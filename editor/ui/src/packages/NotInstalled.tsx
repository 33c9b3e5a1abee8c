import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useInstalling } from "./installing";
import classes from "./packages.module.css";

/** A way to where blocks are installed, in a tab of its own: the draft stays open. */
export function BlocksLink() {
	const { t } = useTranslation("blocks");
	return (
		<Button component="a" href="#/workspace/blocks" target="_blank" rel="noreferrer" size="compact-sm" variant="light">
			{t("missing.open")}
		</Button>
	);
}

/** A way to add the package that an issue is about: at once where it comes with Scenarist, else where blocks are installed. */
export function AddPackage({ type, shipped }: { type: string; shipped: boolean }) {
	const { t } = useTranslation("blocks");
	const install = useInstalling((s) => s.install);
	return shipped ? (
		<Button size="compact-sm" variant="light" onClick={() => install({ shipped: type }, () => {})}>
			{t("shipped.add")}
		</Button>
	) : (
		<BlocksLink />
	);
}

/** Says what to do about a block whose package the workspace does not have. */
export function NotInstalled({ type }: { type: string }) {
	const { t } = useTranslation("blocks");
	return (
		<div className={classes.line} data-package="true">
			<Text size="sm">{t("missing.text", { type })}</Text>
			<BlocksLink />
		</div>
	);
}
