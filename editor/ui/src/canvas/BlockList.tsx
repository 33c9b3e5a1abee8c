import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BlockType } from "../api/types";
import { families, familyOf } from "../blocks/registry";
import { useDraft } from "../draft/DraftProvider";
import { BlockIcon } from "../ui/BlockIcon";
import classes from "./palette.module.css";

/** What a dragged block of the palette carries. */
export const dragType = "application/x-scenarist-block";

interface Group {
	family: string;
	title: string;
	types: BlockType[];
}

/** All kinds of blocks by family, with a search that one can leave only by choosing: arrows and Enter work from the field. */
export function BlockList({
	onChoose,
	triggers = true,
	draggable = false,
	autoFocus = false,
}: {
	onChoose: (type: BlockType) => void;
	triggers?: boolean;
	draggable?: boolean;
	autoFocus?: boolean;
}) {
	const { t, i18n } = useTranslation("canvas");
	const catalogue = useDraft((s) => s.catalogue);
	const [words, setWords] = useState("");
	const [at, setAt] = useState(0);
	const list = useId();
	const language = i18n.language;
	const groups = useMemo(() => {
		const wanted = words.trim().toLowerCase();
		const found = catalogue.types.filter((b) => {
			const text = `${b.title[language] ?? ""} ${b.title.en} ${b.help[language] ?? b.help.en} ${b.name}`;
			return (triggers || !b.trigger) && text.toLowerCase().includes(wanted);
		});
		const titleOf = (family: string) => {
			const title = catalogue.families.find((f) => f.name === family)?.title;
			return t(`family.${family}`, { defaultValue: title?.[language] ?? title?.en ?? family });
		};
		const inTitle = (b: BlockType) => (b.title[language] ?? b.title.en).toLowerCase().includes(wanted);
		const order = [...families, ...new Set(found.map((b) => familyOf(b.name)))];
		return [...new Set<string>(order)]
			.map((family): Group => {
				const types = found.filter((b) => familyOf(b.name) === family);
				return {
					family,
					title: titleOf(family),
					types: types.toSorted((a, b) => Number(inTitle(b)) - Number(inTitle(a))),
				};
			})
			.filter((g) => g.types.length > 0)
			.toSorted((a, b) => (wanted === "" ? 0 : Number(b.types.some(inTitle)) - Number(a.types.some(inTitle))));
	}, [catalogue, words, language, triggers, t]);
	const flat = groups.flatMap((g) => g.types);
	const current = flat[Math.min(at, flat.length - 1)];

	const onKeyDown = (e: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
		if (step !== undefined) {
			e.preventDefault();
			const next = (Math.min(at, flat.length - 1) + step + flat.length) % Math.max(1, flat.length);
			setAt(next);
			const chosen = flat[next];
			document.getElementById(`${list}-${chosen?.name}`)?.scrollIntoView({ block: "nearest" });
		} else if (e.key === "Enter" && current) {
			e.preventDefault();
			onChoose(current);
			setWords("");
		}
	};

	return (
		<div className={classes.list}>
			<label className={classes.search}>
				<IconSearch size={16} aria-hidden="true" />
				<input
					type="search"
					role="combobox"
					aria-expanded="true"
					aria-controls={list}
					aria-activedescendant={current && words !== "" ? `${list}-${current.name}` : undefined}
					aria-label={t("palette.search")}
					placeholder={t("palette.search")}
					data-palette-search={draggable || undefined}
					// biome-ignore lint/a11y/noAutofocus: one has just asked for it
					autoFocus={autoFocus}
					value={words}
					onChange={(e) => {
						setWords(e.target.value);
						setAt(0);
					}}
					onKeyDown={onKeyDown}
				/>
				{draggable && <kbd>/</kbd>}
			</label>
			<div className={classes.groups} id={list} role="listbox" aria-label={t("palette.title")}>
				{groups.map((group) => (
					// biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
					<div key={group.family} role="group" aria-label={group.title}>
						<div className={classes.family}>{group.title}</div>
						{group.types.map((type) => (
							<button
								key={type.name}
								id={`${list}-${type.name}`}
								type="button"
								role="option"
								aria-selected={current === type && (words !== "" || autoFocus)}
								className={classes.item}
								data-family={group.family}
								title={type.help[language] ?? type.help.en}
								draggable={draggable}
								onDragStart={(e) => {
									e.dataTransfer.setData(dragType, type.name);
									e.dataTransfer.effectAllowed = "copy";
								}}
								onClick={() => onChoose(type)}
							>
								<span className={classes.icon}>
									<BlockIcon name={type.icon} size={16} />
								</span>
								<span>{type.title[language] ?? type.title.en}</span>
							</button>
						))}
					</div>
				))}
				{flat.length === 0 && <p className={classes.none}>{t("palette.none", { words })}</p>}
			</div>
		</div>
	);
}
