import { ActionIcon, Box, Drawer, Menu, ScrollArea, Select, Tabs, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCopy, IconDots, IconDotsVertical, IconRefresh, IconTrash, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Issue, JsonSchema } from "../api/types";
import { useDraft, useDraftStore } from "../draft/DraftProvider";
import { removeBlocks, replaceType } from "../flow/blocks";
import { duplicate } from "../flow/clipboard";
import { exitsOf } from "../flow/exits";
import { renameBlock, setConfig, setField } from "../flow/fields";
import { isPackage } from "../flow/packages";
import { NotInstalled } from "../packages/NotInstalled";
import { PackageLine } from "../packages/PackageLine";
import { BlockIcon } from "../ui/BlockIcon";
import { Behaviour } from "./Behaviour";
import classes from "./BlockSettings.module.css";
import { type FormScope, useWords } from "./context";
import { Exits } from "./Exits";
import { IssueLines } from "./FieldFrame";
import { Fields } from "./Fields";
import { below, issuesAt, issuesWithin } from "./pointer";
import { SchemaForm } from "./SchemaForm";
import { inLanguage } from "./schema";
import { TryBlock } from "./TryBlock";
import { useNames } from "./useNames";
import { JsonInput } from "./widgets/JsonField";

interface Props {
	flow: string;
	block: string;
	/** Without it the panel closes by selecting nothing. */
	onClose?: () => void;
}

/** The settings of a block: a panel beside the canvas, on a phone a sheet over all of it. */
export function BlockSettings(props: Props) {
	const phone = useMediaQuery("(max-width: 48em)");
	const select = useDraft((d) => d.select);
	const close = props.onClose ?? (() => select([]));
	const { t } = useWords();
	if (!phone) {
		return (
			<aside className={classes.panel} aria-label={t("settings")}>
				<Content key={props.block} {...props} onClose={close} />
			</aside>
		);
	}
	return (
		<Drawer
			opened
			onClose={close}
			position="bottom"
			size="100%"
			withCloseButton={false}
			padding={0}
			attributes={{ content: { "aria-label": t("settings") } }}
		>
			<div className={classes.sheet}>
				<Content key={props.block} {...props} onClose={close} />
			</div>
		</Drawer>
	);
}

const noSchema: JsonSchema = {};

function Content({ flow: flowID, block: blockID, onClose }: Props & { onClose: () => void }) {
	const { t, language } = useWords();
	const store = useDraftStore();
	const document = useDraft((d) => d.document);
	const catalogue = useDraft((d) => d.catalogue);
	const allIssues = useDraft((d) => d.issues);
	const knownExits = useDraft((d) => d.exits[blockID]);
	const readOnly = useDraft((d) => d.readOnly);
	const bot = useDraft((d) => d.bot);
	const edit = useDraft((d) => d.edit);
	const select = useDraft((d) => d.select);
	const [replacing, setReplacing] = useState(false);
	const flowAt = document.flows.findIndex((f) => f.id === flowID);
	const flow = document.flows[flowAt];
	const blockAt = flow?.blocks.findIndex((b) => b.id === blockID) ?? -1;
	const block = flow?.blocks[blockAt];
	const version = useDraft((d) => d.version);
	const names = useNames({ bot, version, document, catalogue, flow: flowID, block: blockID, language });
	if (!flow || !block) {
		return (
			<Text p="md" c="dimmed">
				{t("no_block")}
			</Text>
		);
	}
	const type = catalogue.types.find((x) => x.name === block.type);
	const path = `/flows/${flowAt}/blocks/${blockAt}`;
	const issues = issuesWithin(allIssues, path);
	const exits = exitsOf(block, type, knownExits).map((e) => e.name);
	const scope: FormScope = {
		bot,
		document,
		catalogue,
		flow: flowID,
		block: blockID,
		root: type?.schema ?? noSchema,
		config: block.config,
		issues,
		names,
		edit,
		readOnly,
		used: (exit) => flow.edges.some((e) => e.from === blockID && (e.exit === exit || e.exit.endsWith(`:${exit}`))),
	};
	const within = issuesWithin(issues, below(path, "config"));
	const atExits = issuesWithin(issues, below(path, "exits"));
	const rest = issues.filter((i) => !within.includes(i) && !atExits.includes(i) && i.path !== path);
	const title = inLanguage(type?.title, language) || block.type;
	return (
		<>
			{/* On a phone the sheet begins at its head: a field would call the keyboard up. */}
			<header className={classes.head} data-block={blockID} tabIndex={-1} data-autofocus>
				<span className={classes.icon}>
					<BlockIcon name={type?.icon ?? ""} size={20} />
				</span>
				<Box flex={1} miw={0}>
					<TitleInput
						key={blockID}
						label={block.label ?? ""}
						placeholder={title}
						readOnly={readOnly}
						onChange={(label) => edit(renameBlock(flowID, blockID, label), `label ${blockID}`)}
					/>
					{block.label && (
						<Text size="xs" c="dimmed">
							{title}
						</Text>
					)}
				</Box>
				<Menu position="bottom-end" withinPortal>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={t("block_menu")}>
							<IconDotsVertical size={17} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item
							leftSection={<IconCopy size={15} />}
							disabled={readOnly}
							onClick={() => {
								const copy = duplicate(store.getState().document, flowID, [blockID]);
								if (copy) {
									edit(copy);
								}
							}}
						>
							{t("duplicate")}
						</Menu.Item>
						<Menu.Item leftSection={<IconRefresh size={15} />} disabled={readOnly} onClick={() => setReplacing(true)}>
							{t("replace_type")}
						</Menu.Item>
						<Menu.Item
							leftSection={<IconDots size={15} />}
							onClick={() => void navigator.clipboard?.writeText(blockID)}
						>
							{t("copy_id")}
						</Menu.Item>
						<Menu.Divider />
						<Menu.Item
							color="red"
							leftSection={<IconTrash size={15} />}
							disabled={readOnly}
							onClick={() => {
								edit(removeBlocks(flowID, [blockID]));
								select([]);
								onClose();
							}}
						>
							{t("delete")}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
				<ActionIcon variant="subtle" color="gray" aria-label={t("close")} onClick={onClose}>
					<IconX size={17} />
				</ActionIcon>
			</header>
			{replacing && (
				<Box px="md" pb="sm">
					<Select
						label={t("replace_type")}
						searchable
						autoFocus
						data={catalogue.types
							.filter((x) => x.trigger === (type?.trigger ?? false) && x.name !== block.type)
							.map((x) => ({ value: x.name, label: inLanguage(x.title, language) }))}
						onBlur={() => setReplacing(false)}
						onChange={(name) => {
							const next = catalogue.types.find((x) => x.name === name);
							const release = next?.package?.version;
							if (next) {
								edit(
									replaceType(
										flowID,
										blockID,
										{
											type: next.name,
											...(next.version > 1 && { v: next.version }),
											config: next.example,
										},
										release,
									),
								);
							}
							setReplacing(false);
						}}
					/>
				</Box>
			)}
			<Tabs defaultValue="settings" className={classes.tabs} keepMounted={false}>
				<Tabs.List px="md">
					<Tabs.Tab value="settings" rightSection={dot(within)}>
						{t("settings")}
					</Tabs.Tab>
					<Tabs.Tab value="behaviour" rightSection={dot(rest)}>
						{t("behaviour")}
					</Tabs.Tab>
					<Tabs.Tab value="exits" rightSection={dot(atExits)}>
						{t("exits")}
					</Tabs.Tab>
				</Tabs.List>
				<ScrollArea className={classes.scroll} classNames={{ content: classes.scrolled }} type="auto" scrollbars="y">
					<Fields scope={scope} className={classes.body}>
						<div className={classes.issues}>
							<IssueLines issues={[...issuesAt(issues, path), ...issuesAt(issues, below(path, "config"))]} />
						</div>
						<Tabs.Panel value="settings">
							{type ? (
								<>
									{inLanguage(type.help, language) && (
										<Text size="sm" c="dimmed" mb={6}>
											{inLanguage(type.help, language)}
										</Text>
									)}
									<PackageLine type={type.name} />
									{Object.keys(type.schema.properties ?? {}).length === 0 && <Text size="sm">{t("no_settings")}</Text>}
									<SchemaForm
										scope={scope}
										schema={type.schema}
										owner={type.name}
										path={below(path, "config")}
										value={block.config}
										example={type.example}
										onChange={(config) => edit(setConfig(flowID, blockID, config), `config ${blockID}`)}
									/>
									{!readOnly && (
										<Box mt="lg">
											<TryBlock bot={bot} block={block} type={type} />
										</Box>
									)}
								</>
							) : (
								<>
									<Text size="sm" c="var(--warning)" mb="sm">
										{t("unknown_type", { type: block.type })}
									</Text>
									{isPackage(block.type) && <NotInstalled type={block.type} />}
									<JsonInput
										value={block.config}
										label={t("settings")}
										onChange={(config) => edit(setConfig(flowID, blockID, config ?? {}), `config ${blockID}`)}
									/>
								</>
							)}
						</Tabs.Panel>
						<Tabs.Panel value="behaviour">
							<Behaviour
								block={block}
								type={type}
								exits={exits}
								path={path}
								set={(key, value) => edit(setField(flowID, blockID, key, value), `${key} ${blockID}`)}
							/>
						</Tabs.Panel>
						<Tabs.Panel value="exits">
							<Exits flow={flow} block={block} path={below(path, "exits")} />
						</Tabs.Panel>
					</Fields>
				</ScrollArea>
			</Tabs>
		</>
	);
}

/** Marks a tab that holds what is to be mended. */
function dot(issues: readonly Issue[]) {
	const severity = issues.some((i) => i.severity === "error") ? "error" : "warning";
	return issues.length > 0 && <span className={classes.dot} data-severity={severity} />;
}

interface TitleProps {
	label: string;
	placeholder: string;
	readOnly: boolean;
	onChange(label: string): void;
}

/** The label of a block. Spaces at its ends are no part of it, but may be typed on the way to the next word. */
function TitleInput({ label, placeholder, readOnly, onChange }: TitleProps) {
	const { t } = useWords();
	const [typed, setTyped] = useState<string>();
	return (
		<TextInput
			variant="unstyled"
			aria-label={t("block_name")}
			placeholder={placeholder}
			value={typed?.trim() === label ? typed : label}
			readOnly={readOnly}
			classNames={{ input: classes.title }}
			onKeyDown={(e) => e.stopPropagation()}
			onBlur={() => setTyped(undefined)}
			onChange={(e) => {
				setTyped(e.currentTarget.value);
				onChange(e.currentTarget.value);
			}}
		/>
	);
}
