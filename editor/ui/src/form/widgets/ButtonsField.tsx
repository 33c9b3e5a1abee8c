import { ActionIcon, Button, Group, Menu, Select, Text } from "@mantine/core";
import {
	IconArrowDown,
	IconArrowLeft,
	IconArrowRight,
	IconArrowUp,
	IconCopy,
	IconPlus,
	IconTrash,
	IconX,
} from "@tabler/icons-react";
import { useState } from "react";
import type { Json } from "../../flow/types";
import { useForm, useNameTitle, useWords, type WidgetProps } from "../context";
import { Field, ObjectFields } from "../Field";
import { Unset } from "../Fields";
import classes from "../form.module.css";
import { freeID, slug } from "../ids";
import { below, isObject, issuesWithin, type JsonObject, withMember } from "../pointer";
import { moveButton, type Place, readRows } from "../rows";
import { resolve } from "../schema";
import { pieces } from "../template";

/** What a press does is one of these settings; without any the conversation goes on from the button's exit. */
const deeds = [
	"url",
	"web_app",
	"copy",
	"login",
	"inline",
	"inline_here",
	"inline_chosen",
	"event",
	"game",
	"request",
] as const;

export function ButtonsField({ schema, value, onChange, label, path, item, secrets }: WidgetProps) {
	const { t } = useWords();
	const { root, document, issues, used, readOnly } = useForm();
	const plain = useNameTitle();
	const [open, setOpen] = useState<Place>();
	const [over, setOver] = useState<string>();
	const rows = readRows(value);
	const rowSchema = schema.items ? resolve(root, schema.items).schema : {};
	const { schema: button, name: owner } = resolve(root, rowSchema.items ?? {});
	const hasID = button.properties?.id !== undefined;
	const ids = rows.flat().flatMap((b) => (typeof b.id === "string" ? [b.id] : []));
	const set = (next: JsonObject[][]) => {
		const kept = next.filter((r) => r.length > 0);
		onChange(kept.length === 0 ? undefined : (kept as Json));
	};

	function words(b: JsonObject): string {
		const text = isObject(b.label) ? (b.label[document.language] ?? Object.values(b.label)[0]) : b.label;
		const shown = typeof text === "string" ? text : "";
		return pieces(shown)
			.map((p) => (p.kind === "text" ? p.text : `‹${plain(p.source)}›`))
			.join("");
	}

	function add(row: number) {
		const fresh: JsonObject = { ...(hasID ? { id: freeID("button", ids) } : {}), label: t("button_label") };
		const next = row < rows.length ? rows.with(row, [...(rows[row] ?? []), fresh]) : [...rows, [fresh]];
		set(next);
		setOpen({ row, column: (next[row]?.length ?? 1) - 1 });
	}

	function change(at: Place, b: JsonObject) {
		set(rows.with(at.row, (rows[at.row] ?? []).with(at.column, b)));
	}

	/** A new button's id follows its label until an edge leaves by it or somebody named it. */
	function named(at: Place) {
		const b = rows[at.row]?.[at.column];
		if (b && typeof b.id === "string" && /^button(_\d+)?$/.test(b.id) && !used(b.id)) {
			const wanted = slug(words(b));
			if (wanted !== "" && wanted !== b.id) {
				change(at, { ...b, id: freeID(wanted, ids) });
			}
		}
	}

	function move(from: Place, to: Place) {
		const moved = moveButton(rows, from, to);
		set(moved.rows);
		setOpen(moved.at);
	}

	function dropped(e: React.DragEvent, to: Place) {
		e.preventDefault();
		setOver(undefined);
		const [row, column] = e.dataTransfer.getData("text/x-scenarist-button").split(",").map(Number);
		if (row !== undefined && column !== undefined && rows[row]?.[column]) {
			move({ row, column }, to);
		}
	}

	const opened = open && rows[open.row]?.[open.column];
	return (
		<div className={classes.field}>
			{value !== undefined && !Array.isArray(value) && (
				<Text size="xs" c="var(--error)">
					{t("broken_value")}
				</Text>
			)}
			{rows.length === 0 && <Unset />}
			{rows.length > 0 && (
				<section className={classes.grid} aria-label={label}>
					{rows.map((row, r) => (
						// biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the menu moves by keyboard
						<div
							// biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
							key={r}
							className={classes.rowOf}
							data-over={over === String(r) || undefined}
							onDragOver={(e) => {
								e.preventDefault();
								setOver(String(r));
							}}
							onDragLeave={() => setOver(undefined)}
							onDrop={(e) => dropped(e, { row: r, column: row.length })}
						>
							<div className={classes.row}>
								{row.map((b, c) => (
									<button
										// biome-ignore lint/suspicious/noArrayIndexKey: buttons without ids have no other name
										key={c}
										type="button"
										draggable={!readOnly}
										className={classes.button}
										data-style={typeof b.style === "string" ? b.style : undefined}
										data-open={(open?.row === r && open.column === c) || undefined}
										data-issue={issuesWithin(issues, below(below(path, r), c)).length > 0 || undefined}
										aria-expanded={open?.row === r && open.column === c}
										onClick={() => setOpen(open?.row === r && open.column === c ? undefined : { row: r, column: c })}
										onDragStart={(e) => e.dataTransfer.setData("text/x-scenarist-button", `${r},${c}`)}
										onDrop={(e) => {
											e.stopPropagation();
											dropped(e, { row: r, column: c });
										}}
									>
										{words(b) || t("no_label")}
										{b.url || b.web_app || b.login ? " ↗" : ""}
									</button>
								))}
							</div>
							{row.length < 8 && (
								<ActionIcon
									data-edits
									variant="subtle"
									color="gray"
									size={36}
									aria-label={t("add_button_in_row", { row: r + 1 })}
									onClick={() => add(r)}
								>
									<IconPlus size={15} />
								</ActionIcon>
							)}
						</div>
					))}
					{/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the menu moves by keyboard */}
					<div
						data-edits
						className={classes.drop}
						data-over={over === "new" || undefined}
						onDragOver={(e) => {
							e.preventDefault();
							setOver("new");
						}}
						onDragLeave={() => setOver(undefined)}
						onDrop={(e) => dropped(e, { row: rows.length, column: 0 })}
					/>
				</section>
			)}
			<Button
				data-edits
				variant="default"
				size="xs"
				w="fit-content"
				leftSection={<IconPlus size={14} />}
				onClick={() => add(rows.length)}
			>
				{rows.length === 0 ? t("add_button") : t("add_row")}
			</Button>
			{open && opened && (
				<section className={classes.panel} aria-label={t("button_settings", { what: words(opened) })}>
					<Group justify="space-between" mb={8} wrap="nowrap">
						<Text size="sm" fw={600} truncate>
							{words(opened) || t("no_label")}
						</Text>
						<Group gap={0} wrap="nowrap">
							<Menu position="bottom-end" withinPortal>
								<Menu.Target>
									<Button data-edits variant="subtle" color="gray" size="compact-sm">
										{t("move")}
									</Button>
								</Menu.Target>
								<Menu.Dropdown>
									<Menu.Item
										leftSection={<IconArrowLeft size={15} />}
										disabled={open.column === 0}
										onClick={() => move(open, { row: open.row, column: open.column - 1 })}
									>
										{t("left")}
									</Menu.Item>
									<Menu.Item
										leftSection={<IconArrowRight size={15} />}
										onClick={() => move(open, { row: open.row, column: open.column + 2 })}
									>
										{t("right")}
									</Menu.Item>
									<Menu.Item
										leftSection={<IconArrowUp size={15} />}
										disabled={open.row === 0}
										onClick={() => move(open, { row: open.row - 1, column: 99 })}
									>
										{t("up")}
									</Menu.Item>
									<Menu.Item
										leftSection={<IconArrowDown size={15} />}
										onClick={() => move(open, { row: open.row + 1, column: 99 })}
									>
										{t("down")}
									</Menu.Item>
								</Menu.Dropdown>
							</Menu>
							<ActionIcon
								data-edits
								variant="subtle"
								color="gray"
								aria-label={t("duplicate")}
								onClick={() => {
									const copy = hasID ? { ...opened, id: freeID(String(opened.id ?? "button"), ids) } : opened;
									set(rows.with(open.row, (rows[open.row] ?? []).toSpliced(open.column + 1, 0, copy)));
								}}
							>
								<IconCopy size={15} />
							</ActionIcon>
							<ActionIcon
								data-edits
								variant="subtle"
								color="gray"
								aria-label={t("remove")}
								onClick={() => {
									set(rows.with(open.row, (rows[open.row] ?? []).toSpliced(open.column, 1)));
									setOpen(undefined);
								}}
							>
								<IconTrash size={15} />
							</ActionIcon>
							<ActionIcon variant="subtle" color="gray" aria-label={t("close")} onClick={() => setOpen(undefined)}>
								<IconX size={15} />
							</ActionIcon>
						</Group>
					</Group>
					<OneButton
						key={`${open.row},${open.column}`}
						schema={button}
						owner={owner}
						value={opened}
						path={below(below(path, open.row), open.column)}
						item={item}
						secrets={secrets}
						onChange={(b) => change(open, b)}
						onNamed={() => named(open)}
					/>
				</section>
			)}
		</div>
	);
}

interface OneProps {
	schema: import("../../api/types").JsonSchema;
	owner: string;
	value: JsonObject;
	path: string;
	item: boolean;
	secrets: boolean;
	onChange(value: JsonObject): void;
	onNamed(): void;
}

function OneButton({ schema, owner, value, path, item, secrets, onChange, onNamed }: OneProps) {
	const { t } = useWords();
	const possible = deeds.filter((d) => schema.properties?.[d] !== undefined);
	const [chosen, setChosen] = useState<string>();
	const deed = chosen ?? possible.find((d) => value[d] !== undefined) ?? "go";
	const property = schema.properties?.[deed];
	const field = (key: string) => {
		const s = schema.properties?.[key];
		return (
			s && (
				<Field
					schema={s}
					value={value[key]}
					name={key}
					owner={owner}
					path={below(path, key)}
					required={schema.required?.includes(key) ?? false}
					item={item}
					secrets={secrets}
					onChange={(v) => onChange(withMember(value, key, v))}
				/>
			)
		);
	};
	return (
		<div className={classes.form}>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: focus that leaves the label ends its naming */}
			<div onBlur={onNamed}>{field("label")}</div>
			<Select
				label={t("button_does")}
				data={[{ value: "go", label: t("deed.go") }, ...possible.map((d) => ({ value: d, label: t(`deed.${d}`) }))]}
				value={deed}
				allowDeselect={false}
				onChange={(d) => {
					let next = value;
					for (const x of possible) {
						if (x !== d) {
							next = withMember(next, x, undefined);
						}
					}
					if (d === "game") {
						next = { ...next, game: true };
					}
					if (next !== value) {
						onChange(next);
					}
					setChosen(d ?? undefined);
				}}
			/>
			{property && deed !== "game" && field(deed)}
			{field("style")}
			<ObjectFields
				schema={schema}
				owner={owner}
				value={value}
				path={path}
				item={item}
				secrets={secrets}
				example={undefined}
				without={["label", "style", ...possible]}
				onChange={onChange}
			/>
		</div>
	);
}
