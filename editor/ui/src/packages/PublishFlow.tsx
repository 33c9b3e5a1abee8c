import { Button, Checkbox, Code, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
	blocksChanged,
	blocksQuery,
	type FlowBlock,
	type Inspection,
	inspectFlow,
	type Manifest,
	publishFlow,
} from "../api/blocks";
import { botQuery } from "../api/bots";
import { useSession } from "../app/session";
import { useDraft } from "../draft/DraftProvider";
import type { Flow } from "../flow/types";
import { inLanguage } from "../form/schema";
import { Loaded } from "../ui/Loaded";
import { ProblemAlert } from "../ui/ProblemAlert";
import { RowsSkeleton } from "../ui/Skeletons";
import { goodToast } from "../ui/toast";
import { useCalled } from "../values/useCalled";
import { InspectionView } from "./InspectionView";
import classes from "./packages.module.css";
import { settingsOf } from "./settings";

interface Props {
	flow: Flow;
	opened: boolean;
	onClose: () => void;
}

/** A flow becomes a block of the workspace, in two steps: what it is called, then what it takes, gives and may do, and yes or no. */
export function PublishFlow({ flow, opened, onClose }: Props) {
	const { t } = useTranslation("blocks");
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			size="lg"
			title={t("flow.title")}
			closeButtonProps={{ "aria-label": t("close") }}
		>
			{opened && <Steps flow={flow} onClose={onClose} />}
		</Modal>
	);
}

function Steps({ flow, onClose }: Omit<Props, "opened">) {
	const { t, i18n } = useTranslation("blocks");
	const bot = useDraft((s) => s.bot);
	const language = useDraft((s) => s.document.language);
	const { data: its } = useQuery(botQuery(bot));
	const { workspaces } = useSession();
	const [said, setSaid] = useState<FlowBlock>();
	const may = workspaces.find((w) => w.id === its?.workspace)?.can.includes("workspace.write");
	if (!its) {
		return <RowsSkeleton rows={4} height={36} />;
	}
	if (!may) {
		return <Text>{t("flow.forbidden")}</Text>;
	}
	return said ? (
		<Look
			bot={bot}
			workspace={its.workspace}
			flow={flow}
			said={said}
			onSaid={setSaid}
			onDone={(manifest) => {
				goodToast(t("installed", { title: inLanguage(manifest.title, i18n.language) }));
				onClose();
			}}
		/>
	) : (
		<Names workspace={its.workspace} flow={flow} language={language} onSaid={setSaid} />
	);
}

interface NamesProps {
	workspace: string;
	flow: Flow;
	language: string;
	onSaid: (said: FlowBlock) => void;
}

const spelling = /^[a-z][a-z0-9_-]*\/[a-z][a-z0-9_.-]*$/;

/** What the block is called. A flow whose block is there already keeps its name. */
function Names({ workspace, flow, language, onSaid }: NamesProps) {
	const { t, i18n } = useTranslation("blocks");
	const { data: all } = useQuery(blocksQuery(workspace));
	const [name, setName] = useState(`my/${plain(flow.id)}`);
	const [title, setTitle] = useState(flow.name);
	const [help, setHelp] = useState(flow.note ?? "");
	const there = all?.find((b) => b.name === name);
	const wrong = name !== "" && !spelling.test(name);
	const words = (text: string) => ({ en: text, [language]: text });
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (!wrong && name !== "" && title.trim() !== "") {
					onSaid({ name, title: words(title.trim()), help: words(help.trim() || title.trim()), private: [] });
				}
			}}
		>
			<Stack>
				<Text size="sm">{t("flow.text")}</Text>
				<TextInput
					label={t("flow.words")}
					description={t("flow.words_help")}
					maxLength={100}
					required
					data-autofocus
					value={title}
					onChange={(event) => setTitle(event.currentTarget.value)}
				/>
				<Textarea
					label={t("flow.help")}
					description={t("flow.help_help")}
					autosize
					minRows={2}
					maxLength={4000}
					value={help}
					onChange={(event) => setHelp(event.currentTarget.value)}
				/>
				<TextInput
					label={t("flow.name")}
					description={there ? t("flow.newer", { title: inLanguage(there.title, i18n.language) }) : t("flow.name_help")}
					error={wrong && t("flow.name_wrong")}
					maxLength={64}
					required
					value={name}
					onChange={(event) => setName(event.currentTarget.value.trim().toLowerCase())}
				/>
				<Group justify="flex-end">
					<Button type="submit" disabled={wrong || name === "" || title.trim() === ""}>
						{t("flow.look")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** The id of a flow as the name of a block may be spelt. */
function plain(id: string): string {
	return id.replace(/^[^a-z]+/, "").replaceAll(/[^a-z0-9_-]/g, "") || "block";
}

interface LookProps {
	bot: string;
	workspace: string;
	flow: Flow;
	said: FlowBlock;
	onSaid: (said: FlowBlock | undefined) => void;
	onDone: (manifest: Manifest) => void;
}

function Look({ bot, workspace, flow, said, onSaid, onDone }: LookProps) {
	const { t } = useTranslation("blocks");
	const saving = useDraft((s) => s.saving);
	const save = useDraft((s) => s.save);
	const query = useQuery({
		queryKey: ["inspection", bot, flow.id, said],
		queryFn: () => inspectFlow(bot, flow.id, said),
		enabled: saving === "saved",
		retry: false,
		gcTime: 0,
		staleTime: Number.POSITIVE_INFINITY,
		placeholderData: (before: Inspection | undefined) => before,
	});
	const publish = useMutation({
		mutationFn: async ({ digest, permissions, manifest }: Inspection) => {
			if (digest !== undefined && permissions && manifest) {
				await publishFlow(bot, flow.id, { ...said, version: manifest.version, digest, permissions });
				await blocksChanged(workspace);
				onDone(manifest);
			}
		},
	});
	if (saving !== "saved") {
		return (
			<Stack>
				<Text size="sm">{t("flow.saving")}</Text>
				<Button variant="default" w="fit-content" onClick={() => save()}>
					{t("flow.save")}
				</Button>
			</Stack>
		);
	}
	return (
		<Stack gap="lg">
			<Loaded query={query} skeleton={<RowsSkeleton rows={6} height={28} />}>
				{(found) => (
					<>
						<InspectionView workspace={workspace} found={found} />
						{found.manifest && <Surface manifest={found.manifest} />}
						<Own found={found} said={said} onSaid={onSaid} />
						<ProblemAlert error={publish.error} />
						<Group justify="flex-end">
							<Button variant="default" onClick={() => onSaid(undefined)}>
								{t("flow.back")}
							</Button>
							{found.digest !== undefined && found.problems.length === 0 && !found.same && (
								<Button loading={publish.isPending || query.isPlaceholderData} onClick={() => publish.mutate(found)}>
									{t("flow.publish", { version: found.manifest?.version })}
								</Button>
							)}
						</Group>
					</>
				)}
			</Loaded>
			{query.isError && (
				<Button variant="default" ml="auto" onClick={() => onSaid(undefined)}>
					{t("flow.back")}
				</Button>
			)}
		</Stack>
	);
}

/** What bots give the block, what it gives back and by which ways it is left. */
function Surface({ manifest }: { manifest: Manifest }) {
	const { t, i18n } = useTranslation("blocks");
	const language = i18n.language;
	const settings = settingsOf(manifest.config ?? {}, language);
	const parts = [
		{ title: t("flow.takes"), none: t("flow.takes_none"), list: settings.map((s) => s.title) },
		{
			title: t("flow.gives"),
			none: t("flow.gives_none"),
			list: (manifest.outputs ?? []).map((o) => inLanguage(o.title, language) || o.name),
		},
		{ title: t("exits"), none: "", list: manifest.exits.map((e) => inLanguage(e.title, language) || e.name) },
	];
	return parts.map(({ title, none, list }) => (
		<section key={title}>
			<h3 className={classes.part}>{title}</h3>
			{list.length === 0 ? (
				<Text size="sm" c="dimmed">
					{none}
				</Text>
			) : (
				<ul className={classes.changes}>
					{list.map((name) => (
						<li key={name}>{name}</li>
					))}
				</ul>
			)}
		</section>
	));
}

/** Which lasting variables the block shares with the bot: each may be its own instead. */
function Own({ found, said, onSaid }: Pick<LookProps, "said" | "onSaid"> & { found: Inspection }) {
	const { t } = useTranslation("blocks");
	const called = useCalled();
	const own = said.private ?? [];
	const shared = [...(found.permissions?.read ?? []), ...(found.permissions?.write ?? []), ...own];
	const names = [...new Set(shared)].sort();
	return (
		names.length > 0 && (
			<section>
				<h3 className={classes.part}>{t("flow.own")}</h3>
				<Text size="sm" c="dimmed" mb="xs">
					{t("flow.own_help")}
				</Text>
				<Stack gap="xs">
					{names.map((name) => (
						<Checkbox
							key={name}
							label={
								<>
									{called(name)} <Code>{name}</Code>
								</>
							}
							checked={own.includes(name)}
							onChange={(event) =>
								onSaid({
									...said,
									private: event.currentTarget.checked ? [...own, name] : own.filter((n) => n !== name),
								})
							}
						/>
					))}
				</Stack>
			</section>
		)
	);
}
