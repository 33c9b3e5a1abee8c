import { Button, Collapse, Switch, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronRight } from "@tabler/icons-react";
import { type ComponentType, useState } from "react";
import type { JsonSchema } from "../api/types";
import type { Json } from "../flow/types";
import { quoted } from "../i18n/words";
import { useForm, useWords, type WidgetProps } from "./context";
import { FieldFrame, Help, IssueLines } from "./FieldFrame";
import classes from "./form.module.css";
import { layoutOf } from "./layout";
import { below, isObject, issuesAt, issuesWithin, type JsonObject, withMember } from "./pointer";
import { blank, choicesOf, helpOf, resolve, titleOf, type Widget, widgetOf, withChoices } from "./schema";
import { AssetField } from "./widgets/AssetField";
import { ButtonsField } from "./widgets/ButtonsField";
import { ConditionField } from "./widgets/ConditionField";
import { ExpressionField } from "./widgets/ExpressionField";
import { JsonField } from "./widgets/JsonField";
import { ListField, MapField } from "./widgets/ListField";
import {
	BlockField,
	BlocksField,
	ColumnField,
	ColumnsField,
	FlowField,
	FlowsField,
	LanguageField,
	SecretField,
	TableField,
	TimeZoneField,
	VariableField,
} from "./widgets/Pickers";
import {
	ChoiceField,
	ChoicesField,
	CurrencyField,
	DateField,
	DurationField,
	LanguagesField,
	MoneyField,
	NumberField,
	SwitchField,
	TextField,
	TimeField,
	useChoiceTitle,
	WordsField,
} from "./widgets/PlainFields";
import { LineField, LinkField, TemplateField } from "./widgets/TextFields";
import { ValueField } from "./widgets/ValueField";

const widgets: Readonly<Record<Widget, ComponentType<WidgetProps>>> = {
	template: TemplateField,
	line: LineField,
	link: LinkField,
	value: ValueField,
	expression: ExpressionField,
	condition: ConditionField,
	buttons: ButtonsField,
	variable: VariableField,
	duration: DurationField,
	money: MoneyField,
	currency: CurrencyField,
	date: DateField,
	time: TimeField,
	times: WordsField,
	time_zone: TimeZoneField,
	language: LanguageField,
	languages: LanguagesField,
	asset: AssetField,
	secret: SecretField,
	flow: FlowField,
	flows: FlowsField,
	block: BlockField,
	blocks: BlocksField,
	table: TableField,
	column: ColumnField,
	columns: ColumnsField,
	json: JsonField,
	pattern: TextField,
	place: TextField,
	choice: ChoiceField,
	choices: ChoicesField,
	switch: SwitchField,
	number: NumberField,
	text: TextField,
	words: WordsField,
	map: MapField,
	list: ListField,
	group: GroupControl,
	unknown: JsonField,
};

/** Whether a widget can show the value at all; what it cannot is shown as it is written, and never lost. */
function fits(widget: Widget, value: Json | undefined): boolean {
	if (value === undefined || value === null) {
		return true;
	}
	switch (widget) {
		case "value":
		case "json":
		case "unknown":
		case "condition":
			return true;
		case "template":
		case "line":
		case "link":
			return typeof value === "string" || (isObject(value) && Object.values(value).every((v) => typeof v === "string"));
		case "buttons":
			return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(isObject));
		case "list":
			return Array.isArray(value);
		case "choices":
		case "words":
		case "times":
		case "languages":
		case "flows":
		case "blocks":
			return Array.isArray(value) && value.every((v) => typeof v === "string");
		case "group":
		case "map":
		case "columns":
			return isObject(value);
		case "switch":
			return typeof value === "boolean";
		case "number":
			return typeof value === "number";
		case "money":
			return !isObject(value) && !Array.isArray(value);
		case "duration":
		case "choice":
			return typeof value === "string" || typeof value === "number";
		case "currency":
		case "expression":
		case "variable":
		case "date":
		case "time":
		case "time_zone":
		case "language":
		case "asset":
		case "secret":
		case "flow":
		case "block":
		case "table":
		case "column":
		case "pattern":
		case "place":
		case "text":
			return typeof value === "string";
		default: {
			const never: never = widget;
			return never;
		}
	}
}

type ControlProps = Omit<WidgetProps, "schema"> & { schema: JsonSchema };

/** The field alone, without its frame. */
export function Control(props: ControlProps) {
	const { root } = useForm();
	const { t } = useWords();
	const { schema, name: definition } = resolve(root, props.schema);
	let widget = widgetOf(root, props.schema, props.owner, props.name);
	if (widget === "list" && schema.items && widgetOf(root, schema.items) === "time") {
		widget = "times";
	}
	const owner = widget === "group" ? definition || props.owner : props.owner;
	const item = props.item || schema["x-item"] === true;
	const secrets = props.secrets || schema["x-secrets"] === true;
	if (!fits(widget, props.value)) {
		return (
			<>
				<IssueLines issues={[{ code: "broken", severity: "warning", path: props.path, message: t("broken_value") }]} />
				<JsonField {...props} schema={schema} owner={owner} item={item} secrets={secrets} />
			</>
		);
	}
	const Shown = widgets[widget];
	return <Shown {...props} schema={schema} owner={owner} item={item} secrets={secrets} />;
}

function GroupControl(props: WidgetProps) {
	return (
		<ObjectFields
			{...props}
			value={isObject(props.value) ? props.value : {}}
			example={undefined}
			onChange={(v) => props.onChange(v)}
		/>
	);
}

type FieldProps = Omit<WidgetProps, "label"> & { example?: Json };

/** One setting: its frame and its field. */
export function Field(props: FieldProps) {
	const { root, issues } = useForm();
	const { language } = useWords();
	const { schema } = resolve(root, props.schema);
	const label = titleOf(schema, props.name, language);
	const titleOfChoice = useChoiceTitle(props.owner, props.name);
	const called = (choice: string) => (titleOfChoice(choice) === choice ? undefined : quoted(titleOfChoice(choice)));
	const help = withChoices(helpOf(schema, language), choicesOf(schema), called, language);
	const widget = widgetOf(root, props.schema, props.owner, props.name);
	if (widget === "group" && (props.value === undefined || isObject(props.value))) {
		return <GroupField {...props} label={label} />;
	}
	const own = issuesAt(issues, props.path);
	if (widget === "switch" && (props.value === undefined || typeof props.value === "boolean")) {
		return (
			<FieldFrame label={label} help={help} issues={own} aside={<PlainSwitch {...props} label={label} />}>
				{null}
			</FieldFrame>
		);
	}
	return (
		<FieldFrame label={label} help={help} required={props.required} issues={own}>
			<Control {...props} label={label} />
		</FieldFrame>
	);
}

function PlainSwitch({ value, onChange, label }: Pick<WidgetProps, "value" | "onChange" | "label">) {
	return (
		<Switch
			aria-label={label}
			checked={value === true}
			onChange={(e) => onChange(e.currentTarget.checked ? true : undefined)}
		/>
	);
}

/** A group of settings: one that may be left out has a switch, and folds. A message's settings stand in the form itself. */
function GroupField(props: FieldProps & { label: string }) {
	const { root, issues } = useForm();
	const { language, t } = useWords();
	const { schema, name: definition } = resolve(root, props.schema);
	const set = props.value !== undefined;
	const wrong = issuesWithin(issues, props.path).length > 0;
	const inline = definition === "engine.MessageConfig" || (props.required && definition !== "http.submission");
	const [opened, { toggle, open }] = useDisclosure(inline || wrong || props.required || isObject(props.example));
	const fields = (
		<ObjectFields
			schema={schema}
			owner={definition || props.owner}
			value={isObject(props.value) ? props.value : {}}
			path={props.path}
			item={props.item || schema["x-item"] === true}
			secrets={props.secrets || schema["x-secrets"] === true}
			example={props.example}
			onChange={(v) => props.onChange(Object.keys(v).length === 0 && inline && !props.required ? undefined : v)}
		/>
	);
	if (inline) {
		return fields;
	}
	return (
		<div className={classes.panel}>
			<div className={classes.panelHead}>
				<UnstyledButton
					className={classes.summary}
					fw={550}
					aria-expanded={set && opened}
					disabled={!set}
					onClick={toggle}
				>
					{set && (
						<IconChevronRight
							size={14}
							aria-hidden="true"
							style={{ transform: opened ? "rotate(90deg)" : undefined, marginInlineEnd: 6, verticalAlign: "-2px" }}
						/>
					)}
					{props.label}
				</UnstyledButton>
				{!props.required && (
					<Switch
						aria-label={t("use_group", { what: props.label })}
						checked={set}
						onChange={(e) => {
							props.onChange(e.currentTarget.checked ? blank(root, props.schema) : undefined);
							open();
						}}
					/>
				)}
			</div>
			{!set && helpOf(schema, language) && <Help text={helpOf(schema, language)} />}
			<IssueLines issues={issuesAt(issues, props.path)} />
			<Collapse expanded={set && opened}>{set && opened && <div className={classes.panelBody}>{fields}</div>}</Collapse>
		</div>
	);
}

interface ObjectProps {
	schema: JsonSchema;
	owner: string;
	value: JsonObject;
	path: string;
	item: boolean;
	secrets: boolean;
	example: Json | undefined;
	/** Settings that are shown elsewhere. */
	without?: readonly string[];
	onChange(value: JsonObject): void;
}

/** All settings of an object: those in view, the others under "More", and whatever the schema does not know. */
export function ObjectFields({
	schema,
	owner,
	value,
	path,
	item,
	secrets,
	example,
	without = [],
	onChange,
}: ObjectProps) {
	const { issues } = useForm();
	const { t } = useWords();
	// What was in view stays there while it is edited, though it got empty.
	const [shown] = useState<ReadonlySet<string>>(() => new Set(Object.keys(value)));
	const rest = Object.keys(schema.properties ?? {}).filter((k) => !without.includes(k));
	const layout = layoutOf(schema, owner, value, example, shown);
	const main = layout.main.filter((k) => rest.includes(k));
	const more = layout.more.filter((k) => rest.includes(k));
	const wrong = more.some((k) => issuesWithin(issues, below(path, k)).length > 0);
	const [opened, { toggle }] = useDisclosure(wrong || main.length + without.length === 0);
	const unknown = Object.keys(value).filter((k) => !Object.hasOwn(schema.properties ?? {}, k));
	const field = (key: string) => (
		<Field
			key={key}
			schema={schema.properties?.[key] ?? {}}
			value={value[key]}
			name={key}
			owner={owner}
			path={below(path, key)}
			required={schema.required?.includes(key) ?? false}
			item={item}
			secrets={secrets}
			example={isObject(example) ? example[key] : undefined}
			onChange={(v) => onChange(withMember(value, key, v))}
		/>
	);
	return (
		<div className={classes.form}>
			{main.map(field)}
			{unknown.map((key) => (
				<FieldFrame key={key} label={key} issues={issuesAt(issues, below(path, key))}>
					<JsonField
						schema={{}}
						value={value[key]}
						name={key}
						owner={owner}
						path={below(path, key)}
						label={key}
						required={false}
						item={item}
						secrets={secrets}
						onChange={(v) => onChange(withMember(value, key, v))}
					/>
				</FieldFrame>
			))}
			{more.length > 0 && (
				<>
					<Button
						variant="subtle"
						color="gray"
						size="compact-sm"
						className={classes.more}
						aria-expanded={opened}
						leftSection={
							<IconChevronRight
								size={14}
								aria-hidden="true"
								style={{ transform: opened ? "rotate(90deg)" : undefined }}
							/>
						}
						onClick={toggle}
					>
						{t("more", { count: more.length })}
					</Button>
					<Collapse expanded={opened}>{opened && <div className={classes.form}>{more.map(field)}</div>}</Collapse>
				</>
			)}
		</div>
	);
}
