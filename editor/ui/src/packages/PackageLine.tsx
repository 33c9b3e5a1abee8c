import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { blocksQuery, manifestQuery } from "../api/blocks";
import { botQuery } from "../api/bots";
import { useDraft } from "../draft/DraftProvider";
import { useUndoToast } from "../draft/useUndoToast";
import { blocksOf, isPackage, pin } from "../flow/packages";
import { Loaded } from "../ui/Loaded";
import { ProblemAlert } from "../ui/ProblemAlert";
import { RowsSkeleton } from "../ui/Skeletons";
import { referenceAddress } from "./address";
import classes from "./packages.module.css";
import { VersionChanges } from "./VersionChanges";

/** Above the form of a block: a way to its page in the reference, and for a package its version and a newer one. */
export function PackageLine({ type }: { type: string }) {
	const { t } = useTranslation("blocks");
	const bot = useDraft((d) => d.bot);
	return (
		<div className={classes.line} data-package={isPackage(type)}>
			{isPackage(type) && <Release type={type} bot={bot} />}
			<a href={referenceAddress(type, bot)} target="_blank" rel="noreferrer">
				{t("about")} <IconExternalLink size={13} aria-hidden="true" />
			</a>
		</div>
	);
}

function Release({ type, bot }: { type: string; bot: string }) {
	const { t } = useTranslation("blocks");
	const pinned = useDraft((d) => d.document.uses?.[type]);
	const readOnly = useDraft((d) => d.readOnly);
	const [opened, { open, close }] = useDisclosure(false);
	const workspace = useQuery(botQuery(bot)).data?.workspace;
	const { data: all } = useQuery({ ...blocksQuery(workspace ?? ""), enabled: workspace !== undefined });
	const newest = all?.find((b) => b.name === type);
	const version = newest?.versions[0]?.version;
	return (
		<>
			<span>
				{type} {pinned}
			</span>
			{newest?.disabled && <Text size="xs">{t("disabled_here")}</Text>}
			{workspace !== undefined && pinned !== undefined && version !== undefined && version !== pinned && (
				<Button size="compact-sm" variant="light" disabled={readOnly} onClick={open}>
					{t("update.offer", { version })}
				</Button>
			)}
			{workspace !== undefined && pinned !== undefined && version !== undefined && (
				<Modal opened={opened} onClose={close} size="lg" title={t("update.title", { version })}>
					<Update workspace={workspace} type={type} from={pinned} to={version} onClose={close} />
				</Modal>
			)}
		</>
	);
}

interface UpdateProps {
	workspace: string;
	type: string;
	from: string;
	to: string;
	onClose: () => void;
}

/** What another version changes for this bot, before its draft takes it. */
function Update({ workspace, type, from, to, onClose }: UpdateProps) {
	const { t } = useTranslation("blocks");
	const edit = useDraft((d) => d.edit);
	const said = useUndoToast();
	const count = useDraft((d) => blocksOf(d.document, type).length);
	const { data: all } = useQuery(blocksQuery(workspace));
	const old = useQuery(manifestQuery(workspace, type, from));
	const next = useQuery(manifestQuery(workspace, type, to));
	const versions = all?.find((b) => b.name === type)?.versions ?? [];
	const permissions = (version: string) => versions.find((v) => v.version === version)?.permissions;
	const [was, is] = [permissions(from), permissions(to)];
	return (
		<Stack>
			<Text size="sm">{t("update.text", { count, from, to })}</Text>
			<ProblemAlert error={old.error} />
			<Loaded query={next} skeleton={<RowsSkeleton rows={4} height={28} />}>
				{(manifest) =>
					old.data &&
					was &&
					is && <VersionChanges old={{ manifest: old.data, permissions: was }} next={{ manifest, permissions: is }} />
				}
			</Loaded>
			<Button
				data-autofocus
				ml="auto"
				onClick={() => {
					edit(pin(type, to));
					onClose();
					said(t("update.done", { version: to }));
				}}
			>
				{t("update.take")}
			</Button>
		</Stack>
	);
}
