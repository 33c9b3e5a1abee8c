import { IconInfoCircle, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { BlockType } from "../api/types";
import { useDraft } from "../draft/DraftProvider";
import { referenceAddress } from "../packages/address";
import { useShipped } from "../packages/useShipped";
import { BlockIcon } from "../ui/BlockIcon";
import { MoreBlocks } from "./MoreBlocks";
import { firstOf, type Group, isMeant, paletteOf } from "./palette";
import classes from "./palette.module.css";

/** What a dragged block of the palette carries. */
export const dragType = "application/x-scenarist-block";

/** How many types are drawn at first, so that the list is there at once, and with every further look down. */
const first = 24;
const page = 60;

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
	const bot = useDraft((s) => s.bot);
	const [words, setWords] = useState("");
	/** The one that Enter takes; none as long as nobody looks for any. */
	const none = autoFocus ? 0 : -1;
	const [at, setAt] = useState(none);
	const list = useId();
	const language = i18n.language;
	const [most, setMost] = useState(first);
	const scroller = useRef<HTMLDivElement>(null);
	const find = useMemo(() => paletteOf(catalogue, language), [catalogue, language]);
	const groups = useMemo(() => find(words, triggers), [find, words, triggers]);
	const drawn = useMemo(() => firstOf(groups, most), [groups, most]);
	const titleOf = ({ family, vendor }: Group) => {
		const title = catalogue.families.find((f) => f.name === family)?.title;
		return vendor ?? t(`family.${family}`, { defaultValue: title?.[language] ?? title?.en ?? family });
	};
	const flat = useMemo(() => groups.flatMap((g) => g.types), [groups]);
	const shipped = useShipped();
	const more = useMemo(() => shipped.list.filter((b) => isMeant(b, words, language)), [shipped.list, words, language]);
	const current = at < 0 ? undefined : flat[Math.min(at, flat.length - 1)];

	useEffect(() => {
		// A tall window wants more of them, or there would be nothing to scroll.
		const c = scroller.current;
		if (c && most < flat.length && c.scrollHeight < 2 * c.clientHeight) {
			setMost(most + page);
		}
	}, [most, flat]);

	const onKeyDown = (e: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
		if (step !== undefined) {
			e.preventDefault();
			const from = at < 0 && step < 0 ? 0 : Math.min(at, flat.length - 1);
			const next = (from + step + flat.length) % Math.max(1, flat.length);
			flushSync(() => {
				setAt(next);
				setMost((n) => Math.max(n, next + 1));
			});
			show(flat[next]);
		} else if (e.key === "Enter" && current) {
			e.preventDefault();
			choose(current);
			show(undefined);
		}
	};

	const show = (type: BlockType | undefined) => {
		if (type) {
			document.getElementById(`${list}-${type.name}`)?.scrollIntoView({ block: "nearest" });
		} else {
			scroller.current?.scrollTo({ top: 0 });
		}
	};

	/** What was looked for is found: the next search begins anew. Whoever drags several takes them from one search. */
	const choose = (type: BlockType) => {
		onChoose(type);
		setWords("");
		setAt(none);
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
					aria-activedescendant={current ? `${list}-${current.name}` : undefined}
					aria-label={t("palette.search")}
					placeholder={t("palette.search")}
					data-palette-search={draggable || undefined}
					// biome-ignore lint/a11y/noAutofocus: one has just asked for it
					autoFocus={autoFocus}
					data-autofocus={autoFocus || undefined}
					value={words}
					onChange={(e) => {
						setWords(e.target.value);
						setAt(e.target.value === "" ? none : 0);
						setMost(first);
					}}
					onKeyDown={onKeyDown}
				/>
				{draggable && <kbd>/</kbd>}
			</label>
			<div
				ref={scroller}
				className={classes.groups}
				onScroll={({ currentTarget: c }) => {
					if (most < flat.length && c.scrollTop + 2 * c.clientHeight > c.scrollHeight) {
						setMost(most + page);
					}
				}}
			>
				<div id={list} role="listbox" aria-label={t("palette.title")}>
					{drawn.map((group) => (
						// biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
						<div key={group.key} role="group" aria-label={titleOf(group)}>
							<div className={classes.family}>{titleOf(group)}</div>
							{group.types.map((type) => (
								<div key={type.name} role="presentation" className={classes.row}>
									<button
										id={`${list}-${type.name}`}
										type="button"
										role="option"
										aria-selected={current === type}
										className={classes.item}
										data-family={group.family}
										title={type.help[language] ?? type.help.en}
										draggable={draggable}
										onDragStart={(e) => {
											e.dataTransfer.setData(dragType, type.name);
											e.dataTransfer.effectAllowed = "copy";
										}}
										onClick={() => {
											// Among all of them it stays in view, and the focus on it.
											const all = find("", triggers).flatMap((g) => g.types);
											flushSync(() => {
												choose(type);
												setMost((n) => Math.max(n, all.indexOf(type) + 1));
											});
											show(type);
										}}
									>
										<span className={classes.icon}>
											<BlockIcon name={type.icon} size={16} />
										</span>
										<span className={classes.itemTitle}>{type.title[language] ?? type.title.en}</span>
									</button>
									{/* biome-ignore lint/a11y/useAnchorContent: for the mouse only; the settings of a block have the link for all */}
									<a
										className={classes.about}
										href={referenceAddress(type.name, bot)}
										target="_blank"
										rel="noreferrer"
										tabIndex={-1}
										aria-hidden="true"
										title={t("palette.about")}
									>
										<IconInfoCircle size={16} stroke={1.7} />
									</a>
								</div>
							))}
						</div>
					))}
				</div>
				{flat.length + more.length === 0 && <p className={classes.none}>{t("palette.none", { words })}</p>}
				{more.length > 0 && most >= flat.length && <MoreBlocks list={more} may={shipped.may} onChoose={choose} />}
			</div>
		</div>
	);
}
