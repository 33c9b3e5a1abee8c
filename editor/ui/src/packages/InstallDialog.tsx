import { Button, Divider, FileButton, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BlockSource, blocksChanged, type Inspection, inspectBlock, installBlock, sourceOf } from "../api/blocks";
import { inLanguage } from "../form/schema";
import { DropArea } from "../media/DropArea";
import { Loaded } from "../ui/Loaded";
import { ProblemAlert } from "../ui/ProblemAlert";
import { RowsSkeleton } from "../ui/Skeletons";
import { goodToast } from "../ui/toast";
import { useFailToast } from "../ui/useFailToast";
import { InspectionView } from "./InspectionView";
import classes from "./install.module.css";

interface Props {
	workspace: string;
	/** What is looked at; null while that is asked for, undefined while the dialog is closed. */
	source: BlockSource | null | undefined;
	onSource: (source: BlockSource | null | undefined) => void;
	/** A package was installed. */
	onDone: (name: string) => void;
}

/** Installing in two steps: where the block comes from, then what it is and may do, and yes or no. */
export function InstallDialog({ workspace, source, onSource, onDone }: Props) {
	const { t } = useTranslation("blocks");
	const close = () => onSource(undefined);
	return (
		<Modal
			opened={source !== undefined}
			onClose={close}
			size="lg"
			title={t("add")}
			closeButtonProps={{ "aria-label": t("close") }}
		>
			{source === null && <Origin onSource={onSource} />}
			{source && (
				<Look
					workspace={workspace}
					source={source}
					onOther={() => onSource(null)}
					onDone={(name) => {
						close();
						onDone(name);
					}}
				/>
			)}
		</Modal>
	);
}

function Origin({ onSource }: { onSource: (source: BlockSource) => void }) {
	const { t } = useTranslation("blocks");
	const fail = useFailToast();
	const [url, setURL] = useState("");
	const take = (file: File | null | undefined) => {
		if (file) {
			sourceOf(file).then(onSource, fail);
		}
	};
	return (
		<Stack>
			<DropArea onFiles={([file]) => take(file)}>
				<div className={classes.drop}>
					<Text fw={600}>{t("origin.file")}</Text>
					<Text size="sm" c="dimmed">
						{t("origin.file_help")}
					</Text>
					<FileButton accept=".zip,.json,.yaml,.yml" onChange={take}>
						{(props) => (
							<Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
								{t("origin.choose")}
							</Button>
						)}
					</FileButton>
				</div>
			</DropArea>
			<Divider label={t("origin.or")} />
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (url.trim() !== "") {
						onSource({ url: url.trim() });
					}
				}}
			>
				<Group align="flex-end">
					<TextInput
						flex="1 1 260px"
						type="url"
						label={t("origin.url")}
						description={t("origin.url_help")}
						placeholder="https://blocks.example.com/poll"
						value={url}
						onChange={(event) => setURL(event.currentTarget.value)}
					/>
					<Button type="submit" variant="default" disabled={url.trim() === ""}>
						{t("origin.look")}
					</Button>
				</Group>
			</form>
			<Link to="/help" search={{ page: "own-block" }} className={classes.vendor}>
				{t("origin.own")}
			</Link>
		</Stack>
	);
}

interface LookProps {
	workspace: string;
	source: BlockSource;
	onOther: () => void;
	onDone: (name: string) => void;
}

function Look({ workspace, source, onOther, onDone }: LookProps) {
	const { t, i18n } = useTranslation("blocks");
	const query = useQuery({
		queryKey: ["inspection", workspace, source],
		queryFn: () => inspectBlock(workspace, source),
		retry: false,
		gcTime: 0,
		staleTime: Number.POSITIVE_INFINITY,
	});
	const install = useMutation({
		mutationFn: async ({ digest, permissions, manifest }: Inspection) => {
			if (digest !== undefined && permissions && manifest) {
				await installBlock(workspace, source, { digest, permissions });
				await blocksChanged(workspace);
				goodToast(t("installed", { title: inLanguage(manifest.title, i18n.language) }));
				onDone(manifest.name);
			}
		},
	});
	return (
		<Stack gap="lg">
			<Loaded query={query} skeleton={<RowsSkeleton rows={6} height={28} />}>
				{(found) => (
					<>
						<InspectionView workspace={workspace} found={found} />
						<ProblemAlert error={install.error} />
						<Group justify="flex-end">
							<Button variant="default" onClick={onOther}>
								{t("confirm.other")}
							</Button>
							{found.digest !== undefined && found.problems.length === 0 && !found.same && (
								<Button loading={install.isPending} onClick={() => install.mutate(found)}>
									{t(found.installed ? "confirm.version" : "confirm.install", { version: found.manifest?.version })}
								</Button>
							)}
						</Group>
					</>
				)}
			</Loaded>
			{query.isError && (
				<Button variant="default" ml="auto" onClick={onOther}>
					{t("confirm.other")}
				</Button>
			)}
		</Stack>
	);
}
