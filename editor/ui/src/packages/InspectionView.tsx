import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Inspection, manifestQuery } from "../api/blocks";
import { inLanguage } from "../form/schema";
import { BlockIcon } from "../ui/BlockIcon";
import { sentence } from "../ui/sentence";
import classes from "./install.module.css";
import { PermissionList } from "./PermissionList";
import packages from "./packages.module.css";
import { allowances } from "./permissions";
import { VersionChanges } from "./VersionChanges";

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
			{found.examples.length > 0 && <Examples list={found.examples} />}
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

/** What came of the examples, which were played with pretended answers. */
function Examples({ list }: { list: Inspection["examples"] }) {
	const { t, i18n } = useTranslation("blocks");
	const bad = list.filter((e) => !e.ok).length;
	const lines = list.map((e, i) => ({
		...e,
		key: String(i),
		words: inLanguage(e.title, i18n.language) || t("examples.one", { number: i + 1 }),
	}));
	return (
		<section>
			<h3 className={packages.part}>{t("examples.title")}</h3>
			{bad > 0 && (
				<Alert color="orange" variant="light" mb="sm" icon={<IconAlertTriangle size={18} />}>
					{t("examples.failed", { count: bad })}
				</Alert>
			)}
			<ul className={classes.examples}>
				{lines.map((e) => (
					<li key={e.key} data-bad={!e.ok}>
						{e.ok ? (
							<IconCircleCheck size={17} stroke={1.7} aria-label={t("examples.ok")} />
						) : (
							<IconAlertTriangle size={17} stroke={1.7} aria-label={t("examples.bad")} />
						)}
						<div>
							{e.words}
							{e.error !== undefined && <div className={classes.place}>{sentence(e.error)}</div>}
						</div>
					</li>
				))}
			</ul>
		</section>
	);
}

function Problems({ list }: { list: Inspection["problems"] }) {
	const { t } = useTranslation("blocks");
	return (
		<Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={t("problems")}>
			<ul className={classes.lines}>
				{list.map((p) => (
					<li key={`${p.path} ${p.message}`}>
						{sentence(p.message)}
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
