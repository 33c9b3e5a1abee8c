import { ActionIcon, Button, Checkbox, Select, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useDraft } from "../draft/DraftProvider";
import { setDocumentField } from "../flow/fields";
import type { Json, Table } from "../flow/types";
import { valueTypes } from "../values/declare";
import { Section } from "./BotSection";
import panel from "./BotSettings.module.css";
import { useWords } from "./context";
import { freeID } from "./ids";
import { isObject, type JsonObject } from "./pointer";

/** The tables of the bot, and what their columns hold. */
export function Tables() {
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
