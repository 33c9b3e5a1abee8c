import { Button, Select, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { comeIntoView } from "../../ui/comeIntoView";
import { useForm, useWords } from "../context";
import { isName } from "../expression";
import classes from "../form.module.css";
import { variableName } from "../names";

const scopes = ["session", "user", "bot"] as const;
const types = ["text", "number", "bool", "date", "list", "object", "any"] as const;

/** A small form for a variable that the bot does not have yet. */
export function NewVariable({ onMade, onCancel }: { onMade: (name: string) => void; onCancel: () => void }) {
	const { t } = useWords();
	const form = useForm();
	const [title, setTitle] = useState("");
	const [scope, setScope] = useState<string>("user");
	const [type, setType] = useState<string>("text");
	const name = variableName(title, scope);
	const make = () => {
		if (!isName(name)) {
			return;
		}
		form.edit({
			name: "command.declare_variable",
			run: (d) =>
				d.variables?.some((v) => v.scope === scope && v.name === name)
					? d
					: { ...d, variables: [...(d.variables ?? []), { name, scope, type }] },
		});
		onMade(`${scope}.${name}`);
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
					description={isName(name) ? `${scope}.${name}` : t("variable_name_help")}
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
					data={types.map((s) => ({ value: s, label: t(`choice.${s}`) }))}
					value={type}
					allowDeselect={false}
					onChange={(s) => s && setType(s)}
				/>
				<Button disabled={!isName(name)} onClick={make}>
					{t("create")}
				</Button>
			</div>
		</div>
	);
}
