import { Button, Select, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { variableKey } from "../../flow/elements";
import { setVariable } from "../../flow/fields";
import { comeIntoView } from "../../ui/comeIntoView";
import { declaration, longestTitle, valueTypes, variableCalled } from "../../values/declare";
import { useForm, useWords } from "../context";
import classes from "../form.module.css";

const scopes = ["session", "user", "bot"] as const;

/** A small form for a variable that the bot does not have yet. */
export function NewVariable({ onMade, onCancel }: { onMade: (name: string) => void; onCancel: () => void }) {
	const { t } = useWords();
	const form = useForm();
	const [title, setTitle] = useState("");
	const [scope, setScope] = useState<string>("user");
	const [type, setType] = useState<string>("text");
	const all = form.document.variables ?? [];
	const there = variableCalled(title, scope, all);
	const made = there ?? declaration(title, scope, type, all);
	const make = () => {
		if (!made) {
			return;
		}
		if (!there) {
			form.edit({ ...setVariable(made), name: "command.declare_variable" });
		}
		onMade(variableKey(made));
	};
	const onKeyDown = (e: KeyboardEvent) => {
		if (e.key === "Enter") {
			e.preventDefault();
			make();
		} else if (e.key === "Escape") {
			e.stopPropagation();
			onCancel();
		}
	};
	return (
		<div className={classes.panel} ref={comeIntoView}>
			<div className={classes.form}>
				<TextInput
					autoFocus
					label={t("variable_name")}
					maxLength={longestTitle}
					description={made ? variableKey(made) : t("variable_name_help")}
					value={title}
					onChange={(e) => setTitle(e.currentTarget.value)}
					onKeyDown={onKeyDown}
				/>
				<Select
					label={t("variable_scope")}
					data={scopes.map((s) => ({ value: s, label: t(`scope.${s}`) }))}
					value={scope}
					allowDeselect={false}
					onChange={(s) => s && setScope(s)}
				/>
				<Select
					label={t("variable_type")}
					data={valueTypes.map((s) => ({ value: s, label: t(`choice.${s}`) }))}
					value={type}
					allowDeselect={false}
					onChange={(s) => s && setType(s)}
				/>
				<Button disabled={!made} onClick={make}>
					{t("create")}
				</Button>
			</div>
		</div>
	);
}
