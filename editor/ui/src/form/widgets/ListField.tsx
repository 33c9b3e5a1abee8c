import { ActionIcon, Button, Collapse, Menu, TextInput, UnstyledButton } from "@mantine/core";
import {
	IconArrowDown,
	IconArrowUp,
	IconChevronRight,
	IconCopy,
	IconDots,
	IconPlus,
	IconTrash,
} from "@tabler/icons-react";
import { useState } from "react";
import type { Json } from "../../flow/types";
import { clip } from "../../ui/clip";
import { useForm, useNameTitle, useWords, type WidgetProps } from "../context";
import { Control } from "../Field";
import { IssueLines } from "../FieldFrame";
import { Unset } from "../Fields";
import classes from "../form.module.css";
import { freeID, slug } from "../ids";
import { below, isObject, issuesAt, issuesWithin, type JsonObject } from "../pointer";
import { blank, resolve, widgetOf } from "../schema";
import { pieces } from "../template";
import { AnyValue } from "./ValueField";

/** A list whose entries can be added, taken away and moved. Entries that are groups fold. */
export function ListField({ schema, value, onChange, label, path, item, secrets, owner, name, required }: WidgetProps) {
	const { t } = useWords();
	const { root, issues, used } = useForm();
	const summary = useSummary();
	const list: Json[] = Array.isArray(value) ? value : [];
	const { schema: entry, name: entryOwner } = resolve(root, schema.items ?? {});
	const groups = widgetOf(root, schema.items ?? {}) === "group";
	const [open, setOpen] = useState<number | undefined>(list.length === 1 && groups ? 0 : undefined);
	const set = (next: Json[]) => onChange(next.length === 0 && !required ? undefined : next);
	const taken = list.flatMap((e) => (isObject(e) && typeof e.id === "string" ? [e.id] : []));
	const hasID = entry.properties?.id !== undefined;

	function add() {
		let fresh = blank(root, schema.items ?? {});
		if (hasID && isObject(fresh)) {
			fresh = { ...fresh, id: freeID(idBase(name), taken) };
		}
		set([...list, fresh]);
		setOpen(list.length);
	}

	/** A new entry's id follows its label until an edge leaves by it or somebody named it. */
	function named(i: number) {
		const e = list[i];
		if (isObject(e) && typeof e.id === "string" && new RegExp(`^${idBase(name)}(_\\d+)?$`).test(e.id) && !used(e.id)) {
			const text = isObject(e.label) ? Object.values(e.label)[0] : e.label;
			const wanted = typeof text === "string" ? slug(text, entry.properties?.id?.maxLength ?? 24) : "";
			if (wanted !== "" && wanted !== e.id) {
				set(list.with(i, { ...e, id: freeID(wanted, taken) }));
			}
		}
	}

	function move(i: number, by: number) {
		const e = list[i];
		if (e !== undefined && i + by >= 0 && i + by < list.length) {
			set(list.toSpliced(i, 1).toSpliced(i + by, 0, e));
			setOpen(open === i ? i + by : open);
		}
	}

	return (
		<div className={classes.entries}>
			{list.length === 0 && <Unset />}
			{list.map((e, i) => {
				const at = below(path, i);
				const title = t("entry", { number: i + 1 });
				const control = (
					<Control
						schema={schema.items ?? {}}
						value={e}
						name={name}
						owner={groups ? entryOwner : owner}
						path={at}
						label={`${label} ${i + 1}`}
						required
						item={item}
						secrets={secrets}
						onChange={(v) => set(v === undefined ? list.toSpliced(i, 1) : list.with(i, v))}
					/>
				);
				const menu = (
					<Menu position="bottom-end" withinPortal>
						<Menu.Target>
							<ActionIcon data-edits variant="subtle" color="gray" aria-label={t("entry_menu", { what: title })}>
								<IconDots size={16} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item leftSection={<IconArrowUp size={15} />} disabled={i === 0} onClick={() => move(i, -1)}>
								{t("up")}
							</Menu.Item>
							<Menu.Item
								leftSection={<IconArrowDown size={15} />}
								disabled={i === list.length - 1}
								onClick={() => move(i, 1)}
							>
								{t("down")}
							</Menu.Item>
							<Menu.Item
								leftSection={<IconCopy size={15} />}
								onClick={() => {
									const copy = hasID && isObject(e) ? { ...e, id: freeID(String(e.id ?? idBase(name)), taken) } : e;
									set(list.toSpliced(i + 1, 0, copy));
								}}
							>
								{t("duplicate")}
							</Menu.Item>
							<Menu.Item leftSection={<IconTrash size={15} />} onClick={() => set(list.toSpliced(i, 1))}>
								{t("remove")}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				);
				if (!groups) {
					return (
						// biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name
						<div key={i} className={classes.inline}>
							<div>
								{control}
								<IssueLines issues={issuesAt(issues, at)} />
							</div>
							{menu}
						</div>
					);
				}
				const wrong = issuesWithin(issues, at).length > 0;
				return (
					// biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name
					// biome-ignore lint/a11y/noStaticElementInteractions: focus that leaves an entry ends its naming
					<div key={i} className={classes.panel} onBlur={() => hasID && named(i)}>
						<div className={classes.panelHead}>
							<UnstyledButton
								className={classes.summary}
								aria-expanded={open === i}
								onClick={() => setOpen(open === i ? undefined : i)}
							>
								<IconChevronRight
									size={14}
									aria-hidden="true"
									style={{
										transform: open === i ? "rotate(90deg)" : undefined,
										marginInlineEnd: 6,
										verticalAlign: "-2px",
									}}
								/>
								{summary(e) || title}
								{wrong && <span style={{ color: "var(--error)" }}> ●</span>}
							</UnstyledButton>
							{menu}
						</div>
						<Collapse expanded={open === i}>
							{open === i && <div className={classes.panelBody}>{control}</div>}
						</Collapse>
					</div>
				);
			})}
			{(schema.maxItems === undefined || list.length < schema.maxItems) && (
				<Button
					data-edits
					variant="default"
					size="xs"
					w="fit-content"
					leftSection={<IconPlus size={14} />}
					aria-label={t("add_to", { what: label.toLowerCase() })}
					onClick={add}
				>
					{t("add")}
				</Button>
			)}
		</div>
	);
}

/** "branches" gives branch_1, branch_2 … */
function idBase(name: string): string {
	return name.replace(/ches$/, "ch").replace(/s$/, "") || "item";
}

/** An entry in one line: its label, else the first texts in it. */
function useSummary(): (entry: Json) => string {
	const { t } = useWords();
	const { document } = useForm();
	const plain = useNameTitle();
	const words = (text: string) =>
		pieces(text.replace(/<[^>]*>/g, ""))
			.map((p) => (p.kind === "text" ? p.text : `‹${plain(p.source)}›`))
			.join("");
	return (entry) => {
		if (!isObject(entry)) {
			return "";
		}
		const pick = (key: string) => {
			const v = entry[key];
			const text = isObject(v) ? (v[document.language] ?? Object.values(v)[0]) : v;
			return typeof text === "string" && text !== "" ? text : undefined;
		};
		const label = ["label", "title", "text", "name", "command", "description"].map(pick).find((v) => v !== undefined);
		if (label !== undefined) {
			return clip(words(label), 80);
		}
		const target = ["var", "field", "to", "save_to", "column", "url", "asset", "path"]
			.map(pick)
			.find((v) => v !== undefined);
		if (target !== undefined) {
			const value = entry.value;
			const shown =
				typeof value === "string" ? words(value) : value === undefined || isObject(value) ? "" : JSON.stringify(value);
			const op = typeof entry.op === "string" ? t(`choice.${entry.op}`, { defaultValue: entry.op }) : "";
			const named = pick("asset") === undefined && /^\w+\.\w+$/.test(target);
			return [named ? plain(target) : target, op, shown].filter((x) => x !== "").join(" · ");
		}
		const id = pick("id");
		return id ?? "";
	};
}

/** Names and values of the author's own. */
export function MapField({ schema, value, onChange, label, path, item, secrets, owner, name, required }: WidgetProps) {
	const { t } = useWords();
	const { issues, root } = useForm();
	const map: JsonObject = isObject(value) ? value : {};
	const values = isObject(schema.additionalProperties) ? (schema.additionalProperties as WidgetProps["schema"]) : {};
	const free = widgetOf(root, values) === "value";
	const entries = Object.entries(map);
	const set = (next: [string, Json | undefined][]) =>
		onChange(next.length === 0 && !required ? undefined : Object.fromEntries(next));
	return (
		<div className={classes.entries}>
			{entries.length === 0 && <Unset />}
			{entries.map(([key, v], i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the name is what is edited
				<div key={i} className={classes.pair}>
					<TextInput
						aria-label={t("map_name", { what: label })}
						defaultValue={key}
						onBlur={(e) => {
							const next = e.currentTarget.value.trim();
							if (next !== key && next !== "" && map[next] === undefined) {
								set(entries.with(i, [next, v]));
							}
						}}
					/>
					<div>
						{free ? (
							<AnyValue
								value={v}
								label={key}
								item={item}
								secrets={secrets}
								required
								onChange={(x) => set(entries.with(i, [key, x ?? ""]))}
							/>
						) : (
							<Control
								schema={values}
								value={v}
								name={name}
								owner={owner}
								path={below(path, key)}
								label={key}
								required
								item={item}
								secrets={secrets}
								onChange={(x) => set(x === undefined ? entries.toSpliced(i, 1) : entries.with(i, [key, x]))}
							/>
						)}
						<IssueLines issues={issuesAt(issues, below(path, key))} />
					</div>
					<ActionIcon
						data-edits
						variant="subtle"
						color="gray"
						size={36}
						aria-label={t("remove_what", { what: key })}
						onClick={() => set(entries.toSpliced(i, 1))}
					>
						<IconTrash size={15} />
					</ActionIcon>
				</div>
			))}
			<Button
				data-edits
				variant="default"
				size="xs"
				w="fit-content"
				leftSection={<IconPlus size={14} />}
				onClick={() => set([...entries, [freeID("name", Object.keys(map)), blank(root, values)]])}
			>
				{t("add")}
			</Button>
		</div>
	);
}
