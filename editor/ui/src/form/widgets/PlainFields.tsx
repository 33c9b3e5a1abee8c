import {
	ActionIcon,
	Autocomplete,
	Group,
	MultiSelect,
	NumberInput,
	SegmentedControl,
	Select,
	Switch,
	TagsInput,
	TextInput,
} from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import type { Json } from "../../flow/types";
import { choiceWords } from "../choices";
import { useForm, useWords, type WidgetProps } from "../context";
import { readSpan, type Unit, units, writeSpan } from "../duration";
import classes from "../form.module.css";
import { currencies, digitsOf, toMajor, toMinor } from "../money";
import { isObject } from "../pointer";
import { resolve } from "../schema";
import { braced } from "../template";
import { useReadable, ValuePicker } from "../ValuePicker";
import { AnyValue } from "./ValueField";

const text = (v: Json | undefined) => (typeof v === "string" ? v : typeof v === "number" ? String(v) : "");

export function TextField({ schema, value, onChange, label, required }: WidgetProps) {
	return (
		<TextInput
			aria-label={label}
			value={text(value)}
			maxLength={schema.maxLength}
			onChange={(e) => onChange(e.currentTarget.value === "" && !required ? undefined : e.currentTarget.value)}
		/>
	);
}

export function NumberField({ schema, value, onChange, label }: WidgetProps) {
	return (
		<NumberInput
			aria-label={label}
			value={typeof value === "number" ? value : ""}
			min={schema.minimum}
			max={schema.maximum}
			clampBehavior="none"
			allowDecimal={schema.type !== "integer"}
			placeholder={typeof schema.default === "number" ? String(schema.default) : undefined}
			onChange={(n) => onChange(n === "" ? undefined : Number(n))}
		/>
	);
}

export function SwitchField({ value, onChange, label }: WidgetProps) {
	return (
		<Switch
			label={label}
			checked={value === true}
			onChange={(e) => onChange(e.currentTarget.checked ? true : undefined)}
		/>
	);
}

/** What a choice is called: by the setting and the choice, else by the choice alone. */
export function useChoiceTitle(owner: string, key: string): (choice: Json) => string {
	const { t } = useWords();
	return (choice) => t(choiceWords(owner, key, choice), { defaultValue: String(choice) });
}

export function ChoiceField({ schema, value, onChange, label, owner, name, required }: WidgetProps) {
	const title = useChoiceTitle(owner, name);
	const { t } = useWords();
	const data = (schema.enum ?? []).map((e) => ({ value: String(e), label: title(e) }));
	const letters = data.reduce((sum, d) => sum + d.label.length, 0);
	const fallback = typeof schema.default === "string" ? schema.default : undefined;
	if (data.length <= 4 && letters <= 26 && (required || fallback !== undefined)) {
		return (
			<SegmentedControl
				aria-label={label}
				w="fit-content"
				maw="100%"
				data={data}
				value={text(value) || fallback || ""}
				onChange={(v) => onChange(v === fallback && value === undefined ? undefined : v)}
			/>
		);
	}
	return (
		<Select
			aria-label={label}
			data={data}
			value={text(value) || null}
			clearable={!required}
			allowDeselect={false}
			placeholder={fallback !== undefined ? title(fallback) : t("as_usual")}
			onChange={(v) => onChange(v ?? undefined)}
			comboboxProps={{ withinPortal: true }}
		/>
	);
}

const list = (v: Json | undefined) => (Array.isArray(v) ? v.map(String) : []);

export function ChoicesField({ schema, value, onChange, label, owner, name }: WidgetProps) {
	const { root } = useForm();
	const title = useChoiceTitle(owner, name);
	const item = schema.items ? resolve(root, schema.items).schema : {};
	return (
		<MultiSelect
			aria-label={label}
			data={(item.enum ?? []).map((e) => ({ value: String(e), label: title(e) }))}
			value={list(value)}
			onChange={(v) => onChange(v.length === 0 ? undefined : v)}
		/>
	);
}

export function WordsField({ schema, value, onChange, label }: WidgetProps) {
	const { t } = useWords();
	return (
		<TagsInput
			aria-label={label}
			value={list(value)}
			maxTags={schema.maxItems}
			placeholder={list(value).length === 0 ? t("write_and_enter") : undefined}
			onChange={(v) => onChange(v.length === 0 ? undefined : v)}
		/>
	);
}

export function DurationField({ value, onChange, label, required }: WidgetProps) {
	const { t } = useWords();
	const span = readSpan(value);
	const unit = span?.unit ?? "m";
	const set = (count: number | string, u: Unit) => {
		const whole = Math.round(Number(count));
		onChange(count === "" ? (required ? "" : undefined) : writeSpan({ count: whole, unit: u }));
	};
	if (value !== undefined && value !== "" && !span) {
		return <TextInput aria-label={label} value={text(value)} onChange={(e) => onChange(e.currentTarget.value)} />;
	}
	return (
		<Group gap={6} wrap="nowrap">
			<NumberInput
				aria-label={label}
				w={110}
				min={0}
				allowDecimal={false}
				value={span?.count ?? ""}
				onChange={(n) => set(n, unit)}
			/>
			<Select
				aria-label={t("unit_of", { what: label })}
				w={130}
				data={units.map((u) => ({ value: u, label: t(`unit.${u}`, { count: span?.count ?? 0 }) }))}
				value={unit}
				allowDeselect={false}
				disabled={!span}
				onChange={(u) => {
					const found = units.find((x) => x === u);
					if (found && span) {
						set(span.count, found);
					}
				}}
			/>
		</Group>
	);
}

/** An amount in the currency of the settings, shown in its large unit and kept in its small one. */
export function MoneyField(props: WidgetProps) {
	const { value, onChange, label, item, secrets } = props;
	const { t } = useWords();
	const { config } = useForm();
	const names = useReadable(item, secrets);
	const currency = isObject(config) && typeof config.currency === "string" ? config.currency : "XTR";
	if (value !== undefined && typeof value !== "number") {
		return <AnyValue {...props} />;
	}
	const plain = /^[A-Za-z]{3}$/.test(currency);
	const shown = plain ? currency.toUpperCase() : "";
	return (
		<div className={classes.inline}>
			<NumberInput
				aria-label={label}
				value={typeof value === "number" ? toMajor(value, currency) : ""}
				decimalScale={digitsOf(currency)}
				fixedDecimalScale={digitsOf(currency) > 0}
				thousandSeparator=" "
				suffix={shown === "XTR" ? " ⭐" : shown ? ` ${shown}` : undefined}
				onChange={(n) => onChange(n === "" ? undefined : toMinor(Number(n), currency))}
			/>
			<ValuePicker names={names} onPick={(name) => onChange(braced(name))}>
				{(open) => (
					<ActionIcon
						data-edits
						variant="subtle"
						color="gray"
						size={36}
						aria-label={t("use_value")}
						title={t("use_value")}
						onClick={open}
					>
						<IconBraces size={16} stroke={1.6} />
					</ActionIcon>
				)}
			</ValuePicker>
		</div>
	);
}

export function CurrencyField({ value, onChange, label }: WidgetProps) {
	const { t } = useWords();
	const { i18n } = useI18nLanguage();
	const names = new Intl.DisplayNames([i18n], { type: "currency" });
	return (
		<Autocomplete
			aria-label={label}
			value={text(value)}
			placeholder="XTR"
			data={[...currencies]}
			renderOption={({ option }) => (
				<span>
					{option.value === "XTR" ? "⭐ Telegram Stars" : `${option.value} · ${names.of(option.value) ?? ""}`}
				</span>
			)}
			description={value === undefined || value === "XTR" ? t("stars") : undefined}
			onChange={(v) => onChange(v === "" ? undefined : v)}
		/>
	);
}

function useI18nLanguage() {
	return { i18n: useWords().language };
}

/** A date with or without a time, as the schedules write it: 2026-12-31 or 2026-12-31 18:00. */
export function DateField({ value, onChange, label }: WidgetProps) {
	const { t } = useWords();
	const [, date = "", time = ""] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?$/.exec(text(value)) ?? [];
	if (text(value) !== "" && date === "") {
		return (
			<TextInput
				aria-label={label}
				value={text(value)}
				onChange={(e) => onChange(e.currentTarget.value || undefined)}
			/>
		);
	}
	const set = (d: string, h: string) => onChange(d === "" ? undefined : h === "" ? d : `${d} ${h}`);
	return (
		<Group gap={6} wrap="nowrap">
			<TextInput type="date" aria-label={label} value={date} onChange={(e) => set(e.currentTarget.value, time)} />
			<TextInput
				type="time"
				aria-label={t("time_of", { what: label })}
				value={time}
				disabled={date === ""}
				onChange={(e) => set(date, e.currentTarget.value)}
			/>
		</Group>
	);
}

export function TimeField({ value, onChange, label, required }: WidgetProps) {
	if (text(value) !== "" && !/^\d\d:\d\d$/.test(text(value))) {
		return <TextInput aria-label={label} value={text(value)} onChange={(e) => onChange(e.currentTarget.value)} />;
	}
	return (
		<TextInput
			type="time"
			w={120}
			aria-label={label}
			value={text(value)}
			onChange={(e) => onChange(e.currentTarget.value || (required ? "" : undefined))}
		/>
	);
}

export function LanguagesField({ value, onChange, label }: WidgetProps) {
	const { document } = useForm();
	return (
		<TagsInput
			aria-label={label}
			data={document.languages ?? [document.language]}
			value={list(value)}
			onChange={(v) => onChange(v.length === 0 ? undefined : v)}
		/>
	);
}
