import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../flow/types";
import { useCalled } from "../values/useCalled";
import classes from "./Chat.module.css";
import type { Person } from "./types";

interface Props {
	person: Person;
	set(scope: string, name: string, value: Json): void;
}

/** All values of the person, to look at and to change. */
export function Values({ person, set }: Props) {
	const { t } = useTranslation("chat");
	const called = useCalled();
	const scopes = Object.entries(person.variables).filter(([, values]) => Object.keys(values).length > 0);
	if (scopes.length === 0) {
		return (
			<Text size="sm" c="dimmed" p="md">
				{t("no_values")}
			</Text>
		);
	}
	return (
		<div className={classes.values}>
			{scopes.map(([scope, values]) => (
				<section key={scope} aria-label={t(`scope.${scope}`, { defaultValue: scope })}>
					<Text component="h3" size="xs" fw={650} c="dimmed" m={0}>
						{t(`scope.${scope}`, { defaultValue: scope })}
					</Text>
					{Object.entries(values).map(([name, value]) => (
						<ValueRow
							key={name}
							name={`${scope}.${name}`}
							title={called(`${scope}.${name}`)}
							value={value}
							onChange={(v) => set(scope, name, v)}
						/>
					))}
				</section>
			))}
		</div>
	);
}

interface RowProps {
	name: string;
	/** How it is called, if not by its name. */
	title?: string;
	value: Json;
	onChange(v: Json): void;
}

/** One value by its name; what was typed is taken when the field is left. */
export function ValueRow({ name, title = name, value, onChange }: RowProps) {
	const { t } = useTranslation("chat");
	const [text, setText] = useState<string>();
	const now = typeof value === "string" ? value : JSON.stringify(value);
	const commit = () => {
		if (text !== undefined && text !== now) {
			onChange(typeof value === "string" ? text : parsed(text));
		}
		setText(undefined);
	};
	return (
		<div className={classes.valueRow}>
			<span title={name}>{title}</span>
			<TextInput
				size="xs"
				aria-label={t("value_of", { what: title })}
				value={text ?? now}
				onChange={(e) => setText(e.currentTarget.value)}
				onBlur={commit}
				onKeyDown={(e) => {
					e.stopPropagation();
					if (e.key === "Enter") {
						e.currentTarget.blur();
					}
				}}
			/>
		</div>
	);
}

/** What was typed as JSON; as a text where it is none. */
function parsed(text: string): Json {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return text;
	}
}
