import { ActionIcon, Autocomplete, Button, Group, MultiSelect, PasswordInput, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../../api/client";
import type { Json } from "../../flow/types";
import { useForm, useNameTitle, useWords, type WidgetProps } from "../context";
import classes from "../form.module.css";
import { writableNames } from "../names";
import { isObject, type JsonObject } from "../pointer";
import { inLanguage } from "../schema";
import { ValuePicker } from "../ValuePicker";
import { NewVariable } from "./NewVariable";
import { AnyValue } from "./ValueField";

const text = (v: Json | undefined) => (typeof v === "string" ? v : "");

interface Choice {
	value: string;
	label: string;
}

/** One of the bot's own things. A name that is not there any more is kept and shown. */
function PickOne({ data, value, onChange, label, required }: WidgetProps & { data: Choice[] }) {
	const { t } = useWords();
	const now = text(value);
	const all =
		now === "" || data.some((d) => d.value === now) ? data : [...data, { value: now, label: t("gone", { what: now }) }];
	return (
		<Select
			aria-label={label}
			data={all}
			value={now || null}
			searchable={all.length > 8}
			clearable={!required}
			allowDeselect={false}
			nothingFoundMessage={t("nothing_found")}
			placeholder={all.length === 0 ? t("none_yet") : t("pick")}
			onChange={(v) => onChange(v ?? (required ? "" : undefined))}
		/>
	);
}

function PickSome({ data, value, onChange, label }: WidgetProps & { data: Choice[] }) {
	const { t } = useWords();
	const now = Array.isArray(value) ? value.map(String) : [];
	const gone = now
		.filter((v) => !data.some((d) => d.value === v))
		.map((v) => ({ value: v, label: t("gone", { what: v }) }));
	return (
		<MultiSelect
			aria-label={label}
			data={[...data, ...gone]}
			value={now}
			searchable
			placeholder={now.length === 0 ? t("everywhere") : undefined}
			onChange={(v) => onChange(v.length === 0 ? undefined : v)}
		/>
	);
}

function useFlows(): Choice[] {
	return useForm().document.flows.map((f) => ({ value: f.id, label: f.name || f.id }));
}

function useBlocks(): Choice[] {
	const { document, catalogue } = useForm();
	const { language } = useWords();
	return document.flows.flatMap((f) =>
		f.blocks.map((b) => {
			const type = catalogue.types.find((t) => t.name === b.type);
			return { value: b.id, label: `${b.label || inLanguage(type?.title, language) || b.type} · ${f.name}` };
		}),
	);
}

export function FlowField(props: WidgetProps) {
	return <PickOne {...props} data={useFlows()} />;
}

export function FlowsField(props: WidgetProps) {
	return <PickSome {...props} data={useFlows()} />;
}

export function BlockField(props: WidgetProps) {
	return <PickOne {...props} data={useBlocks()} />;
}

export function BlocksField(props: WidgetProps) {
	return <PickSome {...props} data={useBlocks()} />;
}

export function TableField(props: WidgetProps) {
	const { document } = useForm();
	return <PickOne {...props} data={(document.tables ?? []).map((t) => ({ value: t.name, label: t.name }))} />;
}

/** The columns of the table that the settings name. */
function useColumns(): string[] {
	const { document, config } = useForm();
	const table = document.tables?.find((t) => isObject(config) && t.name === config.table);
	const columns = Array.isArray(table?.columns) ? table.columns : [];
	return columns.flatMap((c) => (isObject(c) && typeof c.name === "string" ? [c.name] : []));
}

export function ColumnField(props: WidgetProps) {
	return <PickOne {...props} data={["id", ...useColumns()].map((c) => ({ value: c, label: c }))} />;
}

export function ColumnsField({ value, onChange, label, item, secrets }: WidgetProps) {
	const { t } = useWords();
	const values: JsonObject = isObject(value) ? value : {};
	const columns = useColumns();
	const names = [...new Set([...columns.filter((c) => values[c] !== undefined), ...Object.keys(values)])];
	const free = columns.filter((c) => values[c] === undefined);
	return (
		<div className={classes.field}>
			{names.map((c) => (
				<div key={c} className={classes.pair}>
					<TextInput aria-label={t("column")} value={c} readOnly variant="filled" />
					<AnyValue
						value={values[c]}
						label={`${label}: ${c}`}
						item={item}
						secrets={secrets}
						required
						onChange={(v) => {
							const { [c]: _, ...rest } = values;
							onChange(v === undefined ? rest : { ...values, [c]: v });
						}}
					/>
					<span />
				</div>
			))}
			{free.length > 0 && (
				<Select
					wrapperProps={{ "data-edits": true }}
					aria-label={t("add_column")}
					placeholder={t("add_column")}
					data={free}
					value={null}
					onChange={(c) => c && onChange({ ...values, [c]: "" })}
				/>
			)}
		</div>
	);
}

export function LanguageField({ value, onChange, label }: WidgetProps) {
	const { document } = useForm();
	const { language } = useWords();
	const names = new Intl.DisplayNames([language], { type: "language" });
	return (
		<Autocomplete
			aria-label={label}
			data={document.languages ?? [document.language]}
			renderOption={({ option }) => <span>{`${option.value} · ${nameOr(names, option.value)}`}</span>}
			value={text(value)}
			onChange={(v) => onChange(v === "" ? undefined : v)}
		/>
	);
}

/** The name of a code; the code itself where the browser does not take it for one. */
export function nameOr(names: Intl.DisplayNames, code: string): string {
	try {
		return names.of(code) ?? code;
	} catch {
		return code;
	}
}

export function TimeZoneField({ value, onChange, label }: WidgetProps) {
	const { t } = useWords();
	return (
		<Autocomplete
			aria-label={label}
			placeholder={t("zone_of_bot")}
			data={["user", "UTC", ...Intl.supportedValuesOf("timeZone")]}
			renderOption={({ option }) => <span>{option.value === "user" ? t("zone_of_user") : option.value}</span>}
			limit={30}
			value={text(value)}
			onChange={(v) => onChange(v === "" ? undefined : v)}
		/>
	);
}

/** The name of a secret, and its value: it can be set and never read. */
export function SecretField(props: WidgetProps) {
	const { t } = useWords();
	const { bot, document, edit, readOnly } = useForm();
	const queries = useQueryClient();
	const secrets = useQuery({
		queryKey: ["secrets", bot],
		queryFn: () => answer(api.GET("/bots/{bot}/secrets", { params: { path: { bot } } })),
	});
	const [adding, setAdding] = useState<string>();
	const [secret, setSecret] = useState("");
	const now = text(props.value);
	const names = new Set([...(document.settings?.secrets ?? []), ...(secrets.data?.items ?? []).map((s) => s.name)]);
	const set = secrets.data?.items.find((s) => s.name === now)?.set;
	const name = adding ?? now;
	const save = useMutation({
		mutationFn: () =>
			api.PUT("/bots/{bot}/secrets/{name}", { params: { path: { bot, name } }, body: { value: secret } }),
		onSuccess: () => {
			setSecret("");
			setAdding(undefined);
			void queries.invalidateQueries({ queryKey: ["secrets", bot] });
			declareSecret(name, edit);
			props.onChange(name);
		},
	});
	return (
		<div className={classes.field}>
			<Group gap={6} wrap="nowrap">
				<div className={classes.grow}>
					<PickOne
						{...props}
						data={[...names].map((n) => ({ value: n, label: n }))}
						onChange={(v) => {
							setAdding(undefined);
							props.onChange(v);
						}}
					/>
				</div>
				<Button data-edits variant="default" leftSection={<IconPlus size={15} />} onClick={() => setAdding("")}>
					{t("new")}
				</Button>
			</Group>
			{adding !== undefined && (
				<TextInput
					label={t("secret_name")}
					value={adding}
					onChange={(e) => setAdding(e.currentTarget.value.replace(/[^A-Za-z0-9_]/g, "_"))}
				/>
			)}
			{(adding !== undefined || (now !== "" && set === false && !readOnly)) && (
				<Group gap={6} align="flex-end" wrap="nowrap">
					<PasswordInput
						className={classes.grow}
						label={t("secret_value")}
						description={t("secret_help")}
						autoComplete="off"
						value={secret}
						error={save.isError ? t("not_saved") : undefined}
						onChange={(e) => setSecret(e.currentTarget.value)}
					/>
					<Button disabled={secret === "" || name === ""} loading={save.isPending} onClick={() => save.mutate()}>
						{t("save")}
					</Button>
				</Group>
			)}
		</div>
	);
}

function declareSecret(name: string, edit: ReturnType<typeof useForm>["edit"]) {
	edit({
		name: "command.declare_secret",
		run: (d) =>
			d.settings?.secrets?.includes(name)
				? d
				: { ...d, settings: { ...d.settings, secrets: [...(d.settings?.secrets ?? []), name] } },
	});
}

/** The variable that gets a value, with a small form for a new one. */
export function VariableField({ value, onChange, label, required }: WidgetProps) {
	const { t } = useWords();
	const form = useForm();
	const title = useNameTitle();
	const now = text(value);
	const [adding, setAdding] = useState(false);
	return (
		<div className={classes.field}>
			<Group gap={6} wrap="nowrap">
				<ValuePicker names={writableNames(form.names)} onPick={onChange}>
					{(open) => (
						<TextInput
							aria-label={label}
							readOnly
							pointer
							value={now === "" ? "" : title(now)}
							description={now !== "" && !form.names.some((n) => n.name === now) ? now : undefined}
							placeholder={t("pick_variable")}
							title={now}
							onClick={open}
							onKeyDown={(e) => e.key === "Enter" && open()}
						/>
					)}
				</ValuePicker>
				<Button
					data-edits
					variant="default"
					flex="none"
					leftSection={<IconPlus size={15} />}
					aria-expanded={adding}
					onClick={() => setAdding(!adding)}
				>
					{t("new")}
				</Button>
				{now !== "" && !required && (
					<ActionIcon
						data-edits
						variant="subtle"
						color="gray"
						size={36}
						aria-label={t("clear")}
						onClick={() => onChange(undefined)}
					>
						<IconX size={16} />
					</ActionIcon>
				)}
			</Group>
			{adding && (
				<NewVariable
					onMade={(made) => {
						setAdding(false);
						onChange(made);
					}}
					onCancel={() => setAdding(false)}
				/>
			)}
		</div>
	);
}
