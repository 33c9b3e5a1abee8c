import { Badge, Button, Code, Stack, Switch, Text } from "@mantine/core";
import { IconExternalLink, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
	type BlockSource,
	type BlockUse,
	type BlockVersion,
	blocksChanged,
	type InstalledBlock,
	removeVersion,
	switchBlock,
	usageQuery,
} from "../../api/blocks";
import type { Workspace } from "../../api/types";
import { inLanguage } from "../../form/schema";
import install from "../../packages/install.module.css";
import { PermissionList } from "../../packages/PermissionList";
import packages from "../../packages/packages.module.css";
import { allowances } from "../../packages/permissions";
import { Loaded } from "../../ui/Loaded";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { goodToast } from "../../ui/toast";
import { useFailToast } from "../../ui/useFailToast";
import classes from "./blocks.module.css";
import { ServiceNotice } from "./ServiceNotice";
import { ServiceSecret } from "./ServiceSecret";

interface Props {
	workspace: Workspace;
	block: InstalledBlock;
	/** Whoever looks may change it. */
	may: boolean;
	/** The last version was removed. */
	onGone: () => void;
	/** Another version is to be looked at. */
	onInstall: (source: BlockSource) => void;
}

/** One package: what it may do, whether it is offered, its versions and who uses them. */
export function PackageDetails({ workspace, block, may, onGone, onInstall }: Props) {
	const { t, i18n } = useTranslation("blocks");
	const fail = useFailToast();
	const uses = useQuery(usageQuery(workspace.id, block.name));
	const turn = useMutation({
		mutationFn: (disabled: boolean) => switchBlock(workspace.id, block.name, disabled),
		onSuccess: () => blocksChanged(workspace.id),
		onError: fail,
	});
	const newest = block.versions[0];
	const service = block.kind === "remote" && !newest?.notice ? newest?.url : undefined;
	return (
		<Stack gap="xl" pb="xl">
			<div>
				<Code>{block.name}</Code>
				<Text size="sm" c="dimmed" mt={8}>
					{inLanguage(block.help, i18n.language)}
				</Text>
				<Link to="/help/blocks" search={{ block: block.name }} className={install.vendor}>
					{t("about")} <IconExternalLink size={13} aria-hidden="true" />
				</Link>
			</div>
			<Switch
				label={t("offered")}
				description={t("offered_help")}
				checked={turn.isPending ? !turn.variables : !block.disabled}
				disabled={!may || block.versions.every((v) => v.source === "folder")}
				onChange={(event) => turn.mutate(!event.currentTarget.checked)}
			/>
			{block.secret !== undefined && (
				<ServiceSecret workspace={workspace.id} name={block.name} set={block.secret} may={may} />
			)}
			{newest && (
				<section>
					<h3 className={packages.part}>{t("permission.title")}</h3>
					<PermissionList list={allowances(newest.permissions)} />
				</section>
			)}
			<section>
				<h3 className={packages.part}>{t("versions")}</h3>
				<Loaded query={uses} skeleton={<RowsSkeleton rows={block.versions.length} height={64} />}>
					{(all) =>
						block.versions.map((version) => (
							<Version
								key={version.version}
								workspace={workspace.id}
								name={block.name}
								version={version}
								uses={all.filter((u) => u.version === version.version)}
								may={may}
								onGone={block.versions.length === 1 ? onGone : undefined}
								onInstall={onInstall}
							/>
						))
					}
				</Loaded>
				{may && service !== undefined && (
					<Button size="xs" variant="default" onClick={() => onInstall({ url: service })}>
						{t("notice.ask")}
					</Button>
				)}
			</section>
		</Stack>
	);
}

interface VersionProps {
	workspace: string;
	name: string;
	version: BlockVersion;
	uses: BlockUse[];
	may: boolean;
	onGone?: () => void;
	onInstall: (source: BlockSource) => void;
}

function Version({ workspace, name, version, uses, may, onGone, onInstall }: VersionProps) {
	const { t } = useTranslation("blocks");
	const remove = useMutation({
		mutationFn: () => removeVersion(workspace, name, version.version),
		onSuccess: async () => {
			onGone?.();
			goodToast(t("removed", { version: version.version }));
			await blocksChanged(workspace);
		},
	});
	const needed = uses.some((u) => u.revision === 0 || u.published);
	const around = uses.filter((u) => u.inside !== undefined);
	const bots = uses.filter((u) => u.inside === undefined);
	return (
		<div className={classes.version}>
			<div className={classes.row}>
				<div>
					<Text fw={600}>{version.version}</Text>
					<Text size="sm" c="dimmed">
						{t(`source.${version.source}`, { defaultValue: version.source })}
						{version.installed_by && ` · ${version.installed_by}`}
						{version.installed_at && (
							<>
								{" · "}
								<TimeAgo at={version.installed_at} />
							</>
						)}
					</Text>
					{version.url && (
						<Text size="xs" c="dimmed" className={install.place}>
							{version.url}
						</Text>
					)}
				</div>
				{may && version.source !== "folder" && (
					<Button
						size="compact-sm"
						variant="subtle"
						color="red"
						leftSection={<IconTrash size={15} />}
						aria-label={t("remove_of", { version: version.version })}
						disabled={needed}
						loading={remove.isPending}
						onClick={() => remove.mutate()}
					>
						{t("remove")}
					</Button>
				)}
			</div>
			{version.notice && (
				<ServiceNotice
					workspace={workspace}
					name={name}
					version={version.version}
					notice={version.notice}
					onLook={may && version.url ? () => onInstall({ url: version.url }) : undefined}
					may={may}
				/>
			)}
			{uses.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("unused")}
				</Text>
			) : (
				<ul className={install.lines}>
					{around.map(({ inside }) => (
						<li key={inside} className={classes.row}>
							<Link to="/workspace/blocks" search={{ block: inside?.split(" ", 1)[0] }}>
								{inside}
							</Link>
							<Text span size="sm" c="dimmed">
								{t("use.inside")}
							</Text>
						</li>
					))}
					{botsOf(bots).map(({ bot, bot_name, draft, revisions, published, people }) => (
						<li key={bot} className={classes.row}>
							{draft ? (
								<Link to="/bots/$bot/edit" params={{ bot }}>
									{bot_name}
								</Link>
							) : (
								<Link to="/bots/$bot" params={{ bot }}>
									{bot_name}
								</Link>
							)}
							<span>
								{published && (
									<Badge size="sm" variant="light" color="teal" mr={6}>
										{t("use.published")}
									</Badge>
								)}
								<Text span size="sm" c="dimmed">
									{[
										draft && t("use.draft"),
										revisions.length > 0 && t("use.revisions", { list: revisions.join(", ") }),
										people > 0 && t("use.people", { count: people }),
									]
										.filter(Boolean)
										.join(" · ")}
								</Text>
							</span>
						</li>
					))}
				</ul>
			)}
			{may && version.source !== "folder" && uses.length > 0 && <RemovePlan uses={uses} needed={needed} />}
			<ProblemAlert error={remove.error} />
		</div>
	);
}

/** What has to be done before a version can go, and what becomes of people who are in the middle of it. */
function RemovePlan({ uses, needed }: { uses: BlockUse[]; needed: boolean }) {
	const { t } = useTranslation("blocks");
	const bots = (list: BlockUse[]) => [...new Set(list.map((u) => u.bot_name))].join(", ");
	const drafts = uses.filter((u) => u.revision === 0);
	const published = uses.filter((u) => u.published);
	const earlier = uses.filter((u) => u.revision > 0 && !u.published);
	return (
		<div className={classes.plan}>
			{needed && <Text size="sm">{t("plan.title")}</Text>}
			<ol>
				{drafts.length > 0 && <li>{t("plan.drafts", { bots: bots(drafts) })}</li>}
				{published.length > 0 && <li>{t("plan.publish", { bots: bots(published) })}</li>}
				{earlier.length > 0 && <li>{t("plan.earlier", { bots: bots(earlier) })}</li>}
			</ol>
		</div>
	);
}

/** The uses of a version by bot, in the order of the list. */
function botsOf(uses: readonly BlockUse[]) {
	return [...new Set(uses.map((u) => u.bot))].map((bot) => {
		const its = uses.filter((u) => u.bot === bot);
		return {
			bot,
			bot_name: its[0]?.bot_name ?? bot,
			draft: its.some((u) => u.revision === 0),
			published: its.some((u) => u.published),
			revisions: its.filter((u) => u.revision > 0).map((u) => u.revision),
			people: its.reduce((sum, u) => sum + (u.people ?? 0), 0),
		};
	});
}
