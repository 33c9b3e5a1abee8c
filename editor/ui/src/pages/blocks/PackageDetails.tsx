import { Badge, Button, Stack, Switch, Text } from "@mantine/core";
import { IconExternalLink, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
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

interface Props {
	workspace: Workspace;
	block: InstalledBlock;
	/** Whoever looks may change it. */
	may: boolean;
	/** The last version was removed. */
	onGone: () => void;
}

/** One package: what it may do, whether it is offered, its versions and who uses them. */
export function PackageDetails({ workspace, block, may, onGone }: Props) {
	const { t, i18n } = useTranslation("blocks");
	const fail = useFailToast();
	const uses = useQuery(usageQuery(workspace.id, block.name));
	const turn = useMutation({
		mutationFn: (disabled: boolean) => switchBlock(workspace.id, block.name, disabled),
		onSuccess: () => blocksChanged(workspace.id),
		onError: fail,
	});
	const newest = block.versions[0];
	return (
		<Stack gap="xl" pb="xl">
			<div>
				<h2 className={classes.title}>{inLanguage(block.title, i18n.language)}</h2>
				<Text size="sm" c="dimmed" mt={6}>
					{inLanguage(block.help, i18n.language)}
				</Text>
				<Link to="/help/blocks" search={{ block: block.name }} className={classes.vendor}>
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
							/>
						))
					}
				</Loaded>
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
}

function Version({ workspace, name, version, uses, may, onGone }: VersionProps) {
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
						<Text size="xs" c="dimmed" className={classes.place}>
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
			{uses.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("unused")}
				</Text>
			) : (
				<ul className={classes.lines}>
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
					{botsOf(bots).map(({ bot, bot_name, draft, revisions, published }) => (
						<li key={bot} className={classes.row}>
							<Link to="/bots/$bot" params={{ bot }}>
								{bot_name}
							</Link>
							<span>
								{published && (
									<Badge size="sm" variant="light" color="teal" mr={6}>
										{t("use.published")}
									</Badge>
								)}
								<Text span size="sm" c="dimmed">
									{[draft && t("use.draft"), revisions.length > 0 && t("use.revisions", { list: revisions.join(", ") })]
										.filter(Boolean)
										.join(" · ")}
								</Text>
							</span>
						</li>
					))}
				</ul>
			)}
			{may && needed && version.source !== "folder" && (
				<Text size="sm" c="dimmed">
					{t("remove_plan")}
				</Text>
			)}
			<ProblemAlert error={remove.error} />
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
		};
	});
}
