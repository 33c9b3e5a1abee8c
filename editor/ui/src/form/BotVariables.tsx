import { ActionIcon, Button, Select, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { plainName } from "../blocks/words";
import { useDraft } from "../draft/DraftProvider";
import { variableKey } from "../flow/elements";
import { removeVariable, setVariable } from "../flow/fields";
import { usesOfVariable } from "../flow/find";
import type { Variable } from "../flow/types";
import { declaration, longestTitle, valueTypes, variableCalled } from "../values/declare";
import { Section } from "./BotSection";
import panel from "./BotSettings.module.css";
import { useNameTitle, useWords } from "./context";
import { FieldFrame } from "./FieldFrame";
import { AnyValue } from "./widgets/ValueField";

const scopes = ["session", "user", "chat", "bot", "workspace"] as const;

/** The variables of the bot: what they are called, whose they are, what they hold. */
export function Variables() {
	const { t } = useWords();
	const document = useDraft((d) => d.document);
	const edit = useDraft((d) => d.edit);
	const reveal = useDraft((d) => d.reveal);
	const title = useNameTitle();
	const [fresh, setFresh] = useState("");
	const list = document.variables ?? [];
	const made = variableCalled(fresh, "user", list) ? undefined : declaration(fresh, "user", "text", list);
	return (
		<Section title={t("bot_variables")}>
			{list.length === 0 && (
				<Text size="sm" c="dimmed">
					{t("bot_variables_none")}
				</Text>
			)}
			{list.map((v) => {
				const key = variableKey(v);
				const called = title(key);
				const uses = usesOfVariable(document, key).filter((u) => u.block !== undefined);
				const [first] = uses;
				const set = (change: Partial<Variable>) => edit(setVariable({ ...v, ...change }, key), `variable ${key}`);
				return (
					<div key={key} className={panel.row}>
						<div className={panel.rowHead}>
							<Text size="sm" fw={600} className={panel.name}>
								{called}{" "}
								<Text component="span" size="xs" c="dimmed" fw={400}>
									{key}
								</Text>
							</Text>
							{first?.block !== undefined ? (
								<Button
									size="compact-sm"
									variant="subtle"
									onClick={() => first.block && reveal(first.flow, first.block)}
								>
									{t("used", { count: new Set(uses.map((u) => u.block)).size })}
								</Button>
							) : (
								<Text size="xs" c="dimmed">
									{t("unused")}
								</Text>
							)}
							<ActionIcon
								data-edits
								variant="subtle"
								color="gray"
								aria-label={t("remove_what", { what: called })}
								onClick={() => edit(removeVariable(key))}
							>
								<IconTrash size={15} />
							</ActionIcon>
						</div>
						<TextInput
							size="xs"
							label={t("variable_title")}
							placeholder={plainName(key)}
							maxLength={longestTitle}
							value={v.title ?? ""}
							onChange={(e) => {
								const { title: _, ...rest } = v;
								const words = e.currentTarget.value;
								edit(setVariable(words.trim() === "" ? rest : { ...v, title: words }), `variable ${key}`);
							}}
						/>
						<div className={panel.columns}>
							<Select
								size="xs"
								label={t("variable_scope")}
								data={scopes.map((s) => ({ value: s, label: t(`scope.${s}`) }))}
								value={v.scope}
								allowDeselect={false}
								onChange={(s) => s && set({ scope: s })}
							/>
							<Select
								size="xs"
								label={t("variable_type")}
								data={valueTypes.map((s) => ({ value: s, label: t(`choice.${s}`) }))}
								value={v.type}
								allowDeselect={false}
								onChange={(s) => s && set({ type: s })}
							/>
						</div>
						<FieldFrame label={t("default_value")}>
							<AnyValue
								value={v.default}
								label={`${t("default_value")}: ${called}`}
								item={false}
								secrets={false}
								required={false}
								onChange={(d) => {
									const { default: _, ...rest } = v;
									edit(setVariable(d === undefined ? rest : { ...v, default: d }, key), `variable ${key}`);
								}}
							/>
						</FieldFrame>
					</div>
				);
			})}
			<div data-edits className={panel.adding}>
				<TextInput
					label={t("variable_name")}
					maxLength={longestTitle}
					description={made ? variableKey(made) : t("variable_name_help")}
					value={fresh}
					onChange={(e) => setFresh(e.currentTarget.value)}
				/>
				<Button
					variant="default"
					leftSection={<IconPlus size={15} />}
					disabled={!made}
					onClick={() => {
						if (made) {
							edit(setVariable(made));
							setFresh("");
						}
					}}
				>
					{t("add_variable")}
				</Button>
			</div>
		</Section>
	);
}
