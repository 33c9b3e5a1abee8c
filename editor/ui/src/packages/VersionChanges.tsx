import { Badge, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Manifest, Permissions } from "../api/blocks";
import { inLanguage } from "../form/schema";
import { insideChanges } from "./inside";
import { PermissionList } from "./PermissionList";
import classes from "./packages.module.css";
import { gained } from "./permissions";
import { settingChanges } from "./settings";

interface Side {
	manifest: Manifest;
	permissions: Permissions;
}

const colors = { added: "teal", removed: "red", required: "orange", changed: "brand" } as const;

/** What is different in another version, for whoever is to take it over: what it may do, settings, exits, results. */
export function VersionChanges({ old, next }: { old: Side; next: Side }) {
	const { t, i18n } = useTranslation("blocks");
	const language = i18n.language;
	const more = gained(old.permissions, next.permissions);
	const settings = settingChanges(old.manifest.config ?? {}, next.manifest.config ?? {}, language);
	const exits = named(old.manifest.exits, next.manifest.exits, language);
	const outputs = named(old.manifest.outputs ?? [], next.manifest.outputs ?? [], language);
	const inside = insideChanges(old.manifest.composite?.document, next.manifest.composite?.document);
	if (more.length + settings.length + exits.length + outputs.length + inside.length === 0) {
		return <Text size="sm">{t("changes.none")}</Text>;
	}
	return (
		<Stack gap="lg">
			{more.length > 0 && (
				<section>
					<h3 className={classes.part}>{t("changes.permissions")}</h3>
					<PermissionList list={more} />
				</section>
			)}
			<Part
				title={t("changes.settings")}
				list={settings.map(({ setting, change }) => ({ key: setting.path, title: setting.title, change }))}
			/>
			<Part title={t("exits")} list={exits} />
			<Part title={t("outputs")} list={outputs} />
			<Part
				title={t("changes.inside")}
				list={inside.map(({ block, flow, change }) => ({
					key: block.id,
					title: t("changes.inside_block", { name: block.label || block.id, flow }),
					change,
				}))}
			/>
		</Stack>
	);
}

interface Line {
	key: string;
	title: string;
	change: keyof typeof colors;
}

function Part({ title, list }: { title: string; list: readonly Line[] }) {
	const { t } = useTranslation("blocks");
	return (
		list.length > 0 && (
			<section>
				<h3 className={classes.part}>{title}</h3>
				<ul className={classes.changes}>
					{list.map((line) => (
						<li key={line.key}>
							<Badge size="sm" variant="light" color={colors[line.change]}>
								{t(`changes.${line.change}`)}
							</Badge>
							{line.title}
						</li>
					))}
				</ul>
			</section>
		)
	);
}

type Named = Manifest["exits"];

function named(old: Named, next: Named, language: string): Line[] {
	const lines = (list: Named, others: Named, change: "added" | "removed") =>
		list
			.filter((x) => !others.some((o) => o.name === x.name))
			.map((x): Line => ({ key: x.name, title: inLanguage(x.title, language) || x.name, change }));
	return [...lines(next, old, "added"), ...lines(old, next, "removed")];
}
