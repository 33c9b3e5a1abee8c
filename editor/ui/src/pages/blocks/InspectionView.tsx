import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Inspection, manifestQuery } from "../../api/blocks";
import { inLanguage } from "../../form/schema";
import { PermissionList } from "../../packages/PermissionList";
import packages from "../../packages/packages.module.css";
import { allowances } from "../../packages/permissions";
import { VersionChanges } from "../../packages/VersionChanges";
import { BlockIcon } from "../../ui/BlockIcon";
import classes from "./blocks.module.css";

/** What a package is, what it may do, and what is wrong with it. */
export function InspectionView({ workspace, found }: { workspace: string; found: Inspection }) {
	const { t, i18n } = useTranslation("blocks");
	const { manifest, permissions, installed, problems } = found;
	const title = inLanguage(manifest?.title, i18n.language);
	return (
		<Stack gap="lg">
			{manifest && (
				<div className={classes.head}>
					<span className={packages.icon}>
						<BlockIcon name={manifest.icon ?? ""} size={22} />
					</span>
					<div className={classes.words}>
						<h2 className={classes.title}>{title}</h2>
						<span className={classes.vendor}>
							{manifest.name} · {manifest.version}
						</span>
					</div>
				</div>
			)}
			{manifest && <Text size="sm">{inLanguage(manifest.help, i18n.language)}</Text>}
			{problems.length > 0 && <Problems list={problems} />}
			{found.same && (
				<Alert color="teal" variant="light" icon={<IconCircleCheck size={18} />}>
					{t("same")}
				</Alert>
			)}
			{permissions && (
				<section>
					<h3 className={packages.part}>{t("permission.title")}</h3>
					<PermissionList list={allowances(permissions)} />
				</section>
			)}
			{manifest && permissions && installed && !found.same && (
				<section>
					<h3 className={packages.part}>{t("changes.title", { version: installed.version })}</h3>
					<Changes workspace={workspace} found={{ manifest, permissions, installed, said: found.changes }} />
				</section>
			)}
		</Stack>
	);
}

interface ChangesProps {
	workspace: string;
	found: Required<Pick<Inspection, "manifest" | "permissions" | "installed">> & { said: string[] };
}

/** The difference from the installed version; in the server's own words where that version cannot be read. */
function Changes({ workspace, found: { manifest, permissions, installed, said } }: ChangesProps) {
	const { data: old } = useQuery(manifestQuery(workspace, manifest.name, installed.version));
	if (old) {
		return (
			<VersionChanges old={{ manifest: old, permissions: installed.permissions }} next={{ manifest, permissions }} />
		);
	}
	return (
		<ul className={classes.lines}>
			{said.map((line) => (
				<li key={line}>{line}</li>
			))}
		</ul>
	);
}

function Problems({ list }: { list: Inspection["problems"] }) {
	const { t } = useTranslation("blocks");
	return (
		<Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={t("problems")}>
			<ul className={classes.lines}>
				{list.map((p) => (
					<li key={`${p.path} ${p.message}`}>
						{p.message}
						<div className={classes.place}>
							{p.path}
							{p.line !== undefined && ` · ${t("line", { line: p.line })}`}
						</div>
					</li>
				))}
			</ul>
		</Alert>
	);
}
