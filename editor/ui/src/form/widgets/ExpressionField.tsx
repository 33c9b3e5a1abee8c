import {
	ActionIcon,
	Combobox,
	NumberInput,
	SegmentedControl,
	Select,
	Textarea,
	TextInput,
	useCombobox,
} from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useRef, useState } from "react";
import type { Issue } from "../../api/types";
import { useForm, useNameTitle, useWords, type WidgetProps } from "../context";
import { type Operand, readSimple, type Sign, signs, wordBefore, writeSimple } from "../expression";
import { FreshIssues } from "../FieldFrame";
import classes from "../form.module.css";
import { issuesAt } from "../pointer";
import { inLanguage } from "../schema";
import { inText, useTextIssues } from "../useTextIssues";
import { useReadable, ValuePicker } from "../ValuePicker";

interface InputProps {
	value: string;
	onChange(value: string): void;
	label: string;
	item: boolean;
	secrets: boolean;
	issues: readonly Issue[];
	/** A condition has to be true or false. */
	kind?: "expression" | "condition";
}

/** An expression: picked, calculated from two values, or written with completion. */
export function ExpressionInput(props: InputProps) {
	const { value, onChange } = props;
	const { t } = useWords();
	const simple = readSimple(value);
	const natural = value === "" || simple?.kind === "value" ? "pick" : simple ? "pair" : "write";
	const [chosen, setChosen] = useState<"pick" | "pair" | "write">();
	const mode = chosen ?? natural;
	return (
		<div className={classes.field}>
			<SegmentedControl
				size="xs"
				aria-label={t("expression_mode", { what: props.label })}
				value={mode}
				onChange={(m) => {
					const next = m as typeof mode;
					setChosen(next);
					if (next === "pair" && simple?.kind === "value") {
						const left: Operand = { kind: "name", name: simple.name };
						onChange(writeSimple({ kind: "pair", left, sign: "+", right: { kind: "constant", value: 1 } }));
					}
				}}
				data={[
					{ value: "pick", label: t("expression.pick") },
					{ value: "pair", label: t("expression.pair"), disabled: natural === "write" || value === "" },
					{ value: "write", label: t("expression.write") },
				]}
			/>
			{mode === "pick" && natural !== "write" ? (
				<NamePicker {...props} />
			) : mode === "pair" && simple?.kind === "pair" ? (
				<div className={classes.ruleParts}>
					<OperandField {...props} operand={simple.left} set={(left) => onChange(writeSimple({ ...simple, left }))} />
					<Select
						size="xs"
						aria-label={t("sign")}
						data={signs.map((s) => ({ value: s, label: t(`sign_of.${signName[s]}`) }))}
						value={simple.sign}
						allowDeselect={false}
						onChange={(s) => {
							const sign = signs.find((x) => x === s);
							if (sign) {
								onChange(writeSimple({ ...simple, sign }));
							}
						}}
					/>
					<OperandField
						{...props}
						operand={simple.right}
						set={(right) => onChange(writeSimple({ ...simple, right }))}
					/>
				</div>
			) : (
				<WrittenExpression {...props} />
			)}
		</div>
	);
}

const signName: Readonly<Record<Sign, string>> = {
	"+": "plus",
	"-": "minus",
	"*": "times",
	"/": "by",
	"==": "eq",
	"!=": "ne",
	">": "gt",
	">=": "gte",
	"<": "lt",
	"<=": "lte",
};

/** One value, as a button that opens the list of values. */
export function NamePicker({ value, onChange, label, item, secrets }: Omit<InputProps, "issues">) {
	const { t } = useWords();
	const title = useNameTitle();
	const names = useReadable(item, secrets);
	return (
		<ValuePicker names={names} onPick={onChange}>
			{(open) => (
				<TextInput
					aria-label={label}
					readOnly
					pointer
					value={value === "" ? "" : title(value)}
					placeholder={t("pick_value")}
					title={value}
					onClick={open}
					onKeyDown={(e) => {
						if (e.key === "Enter" || e.key === " ") {
							e.preventDefault();
							open();
						}
					}}
					rightSection={<IconChevronDown size={15} aria-hidden="true" />}
					rightSectionPointerEvents="none"
				/>
			)}
		</ValuePicker>
	);
}

function OperandField({ operand, set, ...props }: InputProps & { operand: Operand; set(o: Operand): void }) {
	const { t } = useWords();
	if (operand.kind === "name") {
		return (
			<div className={classes.inline}>
				<NamePicker {...props} value={operand.name} onChange={(name) => set({ kind: "name", name })} />
				<Swap label={t("use_constant")} onPress={() => set({ kind: "constant", value: 1 })} />
			</div>
		);
	}
	return (
		<div className={classes.inline}>
			{typeof operand.value === "number" ? (
				<NumberInput
					aria-label={t("number")}
					value={operand.value}
					onChange={(n) => typeof n === "number" && set({ kind: "constant", value: n })}
				/>
			) : (
				<TextInput
					aria-label={t("text")}
					value={String(operand.value)}
					onChange={(e) => set({ kind: "constant", value: e.currentTarget.value })}
				/>
			)}
			<Swap label={t("use_value")} onPress={() => set({ kind: "name", name: "event.text" })} />
		</div>
	);
}

function Swap({ label, onPress }: { label: string; onPress(): void }) {
	return (
		<ActionIcon data-edits variant="subtle" color="gray" size={36} aria-label={label} title={label} onClick={onPress}>
			⇄
		</ActionIcon>
	);
}

/** An expression as text: completion of names and functions, and the place of what is wrong underlined. */
function WrittenExpression({ value, onChange, label, item, secrets, issues, kind = "expression" }: InputProps) {
	const { language } = useWords();
	const { catalogue } = useForm();
	const names = useReadable(item, secrets);
	const title = useNameTitle();
	const input = useRef<HTMLTextAreaElement>(null);
	const combobox = useCombobox();
	const [word, setWord] = useState("");
	const wanted = word.toLowerCase();
	const options =
		wanted === ""
			? []
			: [
					...names.map((n) => ({ insert: n.name, show: n.name, help: title(n.name) })),
					...catalogue.functions.map((f) => ({
						insert: `${f.name}(`,
						show: f.signature,
						help: inLanguage(f.help, language),
					})),
				]
					.filter((o) => o.insert.toLowerCase().includes(wanted) && o.insert !== word)
					.sort((a, b) => Number(b.insert.startsWith(word)) - Number(a.insert.startsWith(word)))
					.slice(0, 8);
	const found = useTextIssues(value, kind, { item, secrets });
	// What the draft is known to have wrong is of what was saved last; while one types, the newest counts.
	const wrong = found.find((i) => i.from !== undefined) ?? (found.length > 0 ? undefined : place(issues, value));

	function look(at: HTMLTextAreaElement) {
		setWord(wordBefore(at.value, at.selectionStart));
		combobox.openDropdown();
		combobox.resetSelectedOption();
	}

	return (
		<Combobox
			store={combobox}
			onOptionSubmit={(text) => {
				const at = input.current?.selectionStart ?? value.length;
				onChange(value.slice(0, at - word.length) + text + value.slice(at));
				setWord("");
				combobox.closeDropdown();
				input.current?.focus();
			}}
		>
			<Combobox.Target>
				<Textarea
					ref={input}
					className={classes.mono}
					autosize
					maxRows={10}
					spellCheck={false}
					aria-label={label}
					aria-invalid={issues.length > 0 || found.length > 0 || undefined}
					value={value}
					onChange={(e) => {
						onChange(e.currentTarget.value);
						look(e.currentTarget);
					}}
					onBlur={() => combobox.closeDropdown()}
					onKeyDown={(e) => e.stopPropagation()}
				/>
			</Combobox.Target>
			<Combobox.Dropdown hidden={options.length === 0}>
				<Combobox.Options>
					{options.map((o) => (
						<Combobox.Option key={o.insert} value={o.insert}>
							<code>{o.show}</code>
							<div className={classes.help}>{o.help}</div>
						</Combobox.Option>
					))}
				</Combobox.Options>
			</Combobox.Dropdown>
			{wrong?.from !== undefined && <WrongPlace text={value} from={wrong.from} to={wrong.to ?? wrong.from + 1} />}
			<FreshIssues issues={found} />
		</Combobox>
	);
}

/** The first of the draft's issues that has a place in the text. */
function place(issues: readonly Issue[], text: string): Issue | undefined {
	const found = issues.find((i) => i.from !== undefined);
	return found && inText(found, text);
}

/** A text with the wrong part underlined. */
export function WrongPlace({ text, from, to }: { text: string; from: number; to: number }) {
	return (
		<div className={classes.wrong} aria-hidden="true">
			{text.slice(0, from)}
			<mark>{text.slice(from, Math.max(to, from + 1)) || "‸"}</mark>
			{text.slice(Math.max(to, from + 1))}
		</div>
	);
}

export function ExpressionField({ value, onChange, label, item, secrets, path }: WidgetProps) {
	const { issues } = useForm();
	return (
		<ExpressionInput
			value={typeof value === "string" ? value : ""}
			onChange={(v) => onChange(v === "" ? undefined : v)}
			label={label}
			item={item}
			secrets={secrets}
			issues={issuesAt(issues, path)}
		/>
	);
}
