import {
	ActionIcon,
	Autocomplete,
	Badge,
	Button,
	Checkbox,
	Group,
	PasswordInput,
	Select,
	TagsInput,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { answer, api } from "../api/client";
import type { JsonSchema } from "../api/types";
import { useDraft } from "../draft/DraftProvider";
import { setDocumentField, setSetting } from "../flow/fields";
import type { Json, Table } from "../flow/types";
import { sentence } from "../ui/sentence";
import { valueTypes } from "../values/declare";
import { Section } from "./BotSection";
import panel from "./BotSettings.module.css";
import { Variables } from "./BotVariables";
import { type FormScope, useWords } from "./context";
import { FieldFrame } from "./FieldFrame";
import { Fields } from "./Fields";
import classes from "./form.module.css";
import { freeID, slug } from "./ids";
import { namesOf } from "./names";
import { isObject, issuesAt, type JsonObject } from "./pointer";
import { LineField } from "./widgets/TextFields";

const noSchema: JsonSchema = {};

/** Settings of the whole bot, its variables, tables, words and secrets. */
export function BotSettingsPanel() {
	const { t, language } = useWords();
	const bot = useDraft((d) => d.bot);
	const document = useDraft((d) => d.document);
	const catalogue = useDraft((d) => d.catalogue);
	const issues = useDraft((d) => d.issues);
	const edit = useDraft((d) => d.edit);
	const readOnly = useDraft((d) => d.readOnly);
	const names = useMemo(
		() => namesOf(document, catalogue, { secrets: true, language }),
		[document, catalogue, language],
	);
	const scope: FormScope = {
		bot,
		document,
		catalogue,
		root: noSchema,
		config: undefined,
		issues,
		names,
		edit,
		readOnly,
		used: () => false,
	};
	const languages = new Intl.DisplayNames([language], { type: "language" });
	const all = document.languages ?? [document.language];
	const onError = document.settings?.on_error;
	return (
		<Fields scope={scope} className={panel.page}>
			<Section title={t("bot_general")}>
				<TextInput
					label={t("bot_name")}
					value={document.name}
					error={sentence(issuesAt(issues, "/name")[0]?.message ?? "")}
					onChange={(e) => edit(setDocumentField("name", e.currentTarget.value), "bot name")}
				/>
				<Textarea
					label={t("bot_description")}
					autosize
					minRows={2}
					value={document.description ?? ""}
					onChange={(e) => edit(setDocumentField("description", e.currentTarget.value || undefined), "bot description")}
				/>
				<Select
					label={t("bot_language")}
					data={[...new Set([document.language, ...all])].map((l) => ({
						value: l,
						label: `${l} · ${nameOf(languages, l)}`,
					}))}
					value={document.language}
					allowDeselect={false}
					onChange={(l) => l && edit(setDocumentField("language", l))}
				/>
				<TagsInput
					label={t("bot_languages")}
					description={t("bot_languages_help")}
					value={all}
					onChange={(l) => edit(setDocumentField("languages", [...new Set([document.language, ...l])]))}
				/>
				<Autocomplete
					label={t("bot_zone")}
					data={["UTC", ...Intl.supportedValuesOf("timeZone")]}
					limit={30}
					placeholder="UTC"
					value={document.time_zone ?? ""}
					error={sentence(issuesAt(issues, "/time_zone")[0]?.message ?? "")}
					onChange={(z) => edit(setDocumentField("time_zone", z || undefined), "bot zone")}
				/>
				<Select
					label={t("bot_on_error")}
					description={t("bot_on_error_help")}
					clearable
					placeholder={t("bot_on_error_none")}
					data={document.flows.map((f) => ({ value: f.id, label: f.name }))}
					value={onError?.flow ?? null}
					onChange={(f) => edit(setSetting("on_error", f ? { flow: f } : undefined))}
				/>
			</Section>
			<Variables />
			<Tables />
			<Texts />
			<Secrets />
		</Fields>
	);
}

function nameOf(names: Intl.DisplayNames, code: string): string {
	try {
		return names.of(code) ?? code;
	} catch {
		return code;
	}
}

function Tables() {
	const { t } = useWords();
	const document = useDraft((d) => d.document);
	const edit = useDraft((d) => d.edit);
	const tables = document.tables ?? [];
	const set = (next: Table[]) => edit(setDocumentField("tables", next), "tables");
	return (
		<Section title={t("bot_tables")}>
			{tables.length === 0 && (
				<Text size="sm" c="dimmed">
					{t("bot_tables_none")}
				</Text>
			)}
			{tables.map((table, at) => {
				const columns: JsonObject[] = Array.isArray(table.columns) ? table.columns.filter(isObject) : [];
				const change = (next: Record<string, Json | undefined>) => set(tables.with(at, { ...table, ...next }));
				const column = (i: number, c: JsonObject) => change({ columns: columns.with(i, c) });
				return (
					<div key={table.name} className={panel.row}>
						<div className={panel.rowHead}>
							<Text size="sm" fw={600} className={panel.name}>
								{table.name}
							</Text>
							<Text size="xs" c="dimmed">
								{t("rows_count", { count: Array.isArray(table.rows) ? table.rows.length : 0 })}
							</Text>
							<ActionIcon
								data-edits
								variant="subtle"
								color="gray"
								aria-label={t("remove_what", { what: table.name })}
								onClick={() => set(tables.toSpliced(at, 1))}
							>
								<IconTrash size={15} />
							</ActionIcon>
						</div>
						<Select
							size="xs"
							label={t("table_key")}
							clearable
							data={columns.map((c) => String(c.name))}
							value={typeof table.key === "string" ? table.key : null}
							onChange={(k) => change({ key: k ?? undefined })}
						/>
						{columns.map((c, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: the name is what is edited
							<div key={i} className={panel.column}>
								<TextInput
									size="xs"
									aria-label={t("column")}
									value={String(c.name ?? "")}
									onChange={(e) => column(i, { ...c, name: e.currentTarget.value.replace(/\W/g, "_") })}
								/>
								<Select
									size="xs"
									aria-label={t("variable_type")}
									data={valueTypes.map((s) => ({ value: s, label: t(`choice.${s}`) }))}
									value={String(c.type)}
									allowDeselect={false}
									onChange={(s) => s && column(i, { ...c, type: s })}
								/>
								<Checkbox
									size="xs"
									label={t("column_required")}
									checked={c.required === true}
									onChange={(e) => column(i, { ...c, required: e.currentTarget.checked || undefined })}
								/>
								<ActionIcon
									data-edits
									variant="subtle"
									color="gray"
									aria-label={t("remove_what", { what: String(c.name) })}
									onClick={() => change({ columns: columns.toSpliced(i, 1) })}
								>
									<IconTrash size={14} />
								</ActionIcon>
							</div>
						))}
						<Button
							data-edits
							size="compact-sm"
							variant="subtle"
							w="fit-content"
							leftSection={<IconPlus size={14} />}
							onClick={() =>
								change({
									columns: [
										...columns,
										{
											name: freeID(
												"column",
												columns.map((c) => String(c.name)),
											),
											type: "text",
										},
									],
								})
							}
						>
							{t("add_column")}
						</Button>
					</div>
				);
			})}
			<Button
				data-edits
				variant="default"
				w="fit-content"
				leftSection={<IconPlus size={15} />}
				onClick={() =>
					set([
						...tables,
						{
							name: freeID(
								"table",
								tables.map((x) => x.name),
							),
							columns: [{ name: "name", type: "text" }],
						},
					])
				}
			>
				{t("add_table")}
			</Button>
		</Section>
	);
}

/** Words that bots say by themselves most often; the server knows more (engine/words.go). */
const usual = [
	...[
		"not_understood",
		"error",
		"busy",
		"stale_button",
		"not_yours",
		"start_over",
		"yes",
		"no",
		"skip",
		"back",
		"home",
		"cancel",
		"done",
	],
	...[
		"other",
		"more",
		"list_empty",
		"invalid",
		"text_expected",
		"too_short",
		"too_long",
		"pay",
		"paid",
		"expired",
		"share_phone",
	],
];

function Texts() {
	const { t } = useWords();
	const document = useDraft((d) => d.document);
	const edit = useDraft((d) => d.edit);
	const texts = document.settings?.texts ?? {};
	const set = (key: string, value: Record<string, string> | undefined) => {
		const { [key]: _, ...rest } = texts;
		const next = value === undefined ? rest : { ...texts, [key]: value };
		edit(setSetting("texts", Object.keys(next).length === 0 ? undefined : next), `words ${key}`);
	};
	return (
		<Section title={t("bot_texts")} help={t("bot_texts_help")}>
			{Object.entries(texts).map(([key, value]) => (
				<FieldFrame
					key={key}
					label={key.replaceAll("_", " ")}
					aside={
						<ActionIcon
							data-edits
							variant="subtle"
							color="gray"
							aria-label={t("remove_what", { what: key })}
							onClick={() => set(key, undefined)}
						>
							<IconTrash size={15} />
						</ActionIcon>
					}
				>
					<LineField
						schema={noSchema}
						owner="settings"
						name={key}
						label={key}
						path={`/settings/texts/${key}`}
						required
						item={false}
						secrets={false}
						value={value}
						onChange={(v) => {
							const words = isObject(v) ? v : { [document.language]: v };
							set(
								key,
								Object.fromEntries(Object.entries(words).flatMap(([l, w]) => (typeof w === "string" ? [[l, w]] : []))),
							);
						}}
					/>
				</FieldFrame>
			))}
			<Autocomplete
				wrapperProps={{ "data-edits": true }}
				label={t("bot_texts_key")}
				data={usual.filter((k) => texts[k] === undefined)}
				onOptionSubmit={(key) => set(key, { [document.language]: "" })}
			/>
		</Section>
	);
}

function Secrets() {
	const { t } = useWords();
	const bot = useDraft((d) => d.bot);
	const document = useDraft((d) => d.document);
	const edit = useDraft((d) => d.edit);
	const queries = useQueryClient();
	const [fresh, setFresh] = useState("");
	const secrets = useQuery({
		queryKey: ["secrets", bot],
		queryFn: () => answer(api.GET("/bots/{bot}/secrets", { params: { path: { bot } } })),
	});
	const declared = document.settings?.secrets ?? [];
	const names = [...new Set([...declared, ...(secrets.data?.items ?? []).map((s) => s.name)])];
	const name = slug(fresh, 32);
	return (
		<Section title={t("bot_secrets")}>
			{names.length === 0 && (
				<Text size="sm" c="dimmed">
					{t("bot_secrets_none")}
				</Text>
			)}
			{names.map((n) => (
				<SecretRow
					key={n}
					bot={bot}
					name={n}
					isSet={secrets.data?.items.find((s) => s.name === n)?.set}
					saved={() => void queries.invalidateQueries({ queryKey: ["secrets", bot] })}
				/>
			))}
			<div data-edits className={panel.adding}>
				<TextInput
					label={t("secret_name")}
					description={name}
					value={fresh}
					onChange={(e) => setFresh(e.currentTarget.value)}
				/>
				<Button
					variant="default"
					leftSection={<IconPlus size={15} />}
					disabled={name === "" || names.includes(name)}
					onClick={() => {
						edit(setSetting("secrets", [...declared, name]));
						setFresh("");
					}}
				>
					{t("add_secret")}
				</Button>
			</div>
		</Section>
	);
}

function SecretRow({
	bot,
	name,
	isSet,
	saved,
}: {
	bot: string;
	name: string;
	isSet: boolean | undefined;
	saved: () => void;
}) {
	const { t } = useWords();
	const [value, setValue] = useState<string>();
	const save = useMutation({
		mutationFn: (secret: string) =>
			api.PUT("/bots/{bot}/secrets/{name}", { params: { path: { bot, name } }, body: { value: secret } }),
		onSuccess: () => {
			setValue(undefined);
			saved();
		},
	});
	return (
		<div className={panel.row}>
			<div className={panel.rowHead}>
				<Text size="sm" fw={600} className={panel.name}>
					{name}
				</Text>
				{isSet !== undefined && (
					<Badge variant="light" color={isSet ? "teal" : "orange"}>
						{isSet ? t("secret_is_set") : t("secret_not_set")}
					</Badge>
				)}
				<Button
					data-edits
					size="compact-sm"
					variant="subtle"
					onClick={() => setValue(value === undefined ? "" : undefined)}
				>
					{t(isSet ? "change_value" : "set_value")}
				</Button>
			</div>
			{value !== undefined && (
				<Group gap="xs" align="flex-end" wrap="nowrap">
					<PasswordInput
						className={classes.grow}
						label={t("secret_value")}
						description={t("secret_help")}
						autoComplete="off"
						value={value}
						error={save.isError ? t("not_saved") : undefined}
						onChange={(e) => setValue(e.currentTarget.value)}
					/>
					<Button loading={save.isPending} disabled={value === ""} onClick={() => save.mutate(value)}>
						{t("save")}
					</Button>
				</Group>
			)}
		</div>
	);
}
