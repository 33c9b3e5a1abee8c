import { Modal, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CardText } from "../blocks/CardText";
import { useDraft, useDraftStore } from "../draft/DraftProvider";
import { type Hit, search, usesOfBlock, usesOfFlow, usesOfVariable } from "../flow/find";
import type { BotDocument } from "../flow/types";
import { BlockIcon } from "../ui/BlockIcon";
import { asTemplate, valuesCalled } from "../values/called";
import { useCalled } from "../values/useCalled";
import { typeOf } from "./lookups";
import classes from "./search.module.css";
import { type Uses, useCanvasUI } from "./ui";

/** Finds words in all texts and settings, or shows where something is used; a line jumps to the block. */
export function SearchBox() {
	const { t } = useTranslation("canvas");
	const open = useCanvasUI((s) => s.search);
	const uses = useCanvasUI((s) => s.uses);
	const close = () => useCanvasUI.getState().openSearch(false);
	return (
		<Modal opened={open} onClose={close} title={uses ? t("uses.title") : t("tools.search")} size="lg" yOffset="10vh">
			{uses ? <Places uses={uses} close={close} /> : <Found close={close} />}
		</Modal>
	);
}

function Found({ close }: { close: () => void }) {
	const { t } = useTranslation("canvas");
	const document = useDraft((s) => s.document);
	const [words, setWords] = useState("");
	const [at, setAt] = useState(0);
	const called = useCalled();
	const hits = useMemo(
		() => search(document, words, valuesCalled(words, document.variables, called)),
		[document, words, called],
	);
	const jump = useJump(close);
	return (
		<>
			<TextInput
				data-autofocus
				aria-label={t("tools.search")}
				placeholder={t("search.hint")}
				leftSection={<IconSearch size={17} />}
				value={words}
				onChange={(e) => {
					setWords(e.currentTarget.value);
					setAt(0);
				}}
				onKeyDown={(e) => {
					const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
					const hit = hits[at];
					if (step !== undefined && hits.length > 0) {
						e.preventDefault();
						setAt((at + step + hits.length) % hits.length);
					} else if (e.key === "Enter" && hit) {
						jump(hit);
					}
				}}
			/>
			<Hits
				hits={hits}
				at={at}
				jump={jump}
				none={words.trim() === "" ? t("search.start") : t("search.none", { words })}
			/>
		</>
	);
}

function Places({ uses, close }: { uses: Uses; close: () => void }) {
	const { t } = useTranslation("canvas");
	const document = useDraft((s) => s.document);
	const hits = useMemo(() => usesOf(document, uses), [document, uses]);
	return <Hits hits={hits} at={-1} jump={useJump(close)} none={t("uses.none")} />;
}

function usesOf(document: BotDocument, uses: Uses): Hit[] {
	switch (uses.kind) {
		case "variable":
			return usesOfVariable(document, uses.id);
		case "flow":
			return usesOfFlow(document, uses.id);
		case "block":
			return usesOfBlock(document, uses.id);
		default:
			return uses.kind satisfies never;
	}
}

function useJump(close: () => void) {
	const store = useDraftStore();
	return (hit: Hit) => {
		const { reveal, openFlow } = store.getState();
		if (hit.block === undefined) {
			openFlow(hit.flow);
		} else {
			reveal(hit.flow, hit.block);
		}
		close();
	};
}

function Hits({ hits, at, jump, none }: { hits: Hit[]; at: number; jump: (hit: Hit) => void; none: string }) {
	const { i18n } = useTranslation("canvas");
	const document = useDraft((s) => s.document);
	const catalogue = useDraft((s) => s.catalogue);
	if (hits.length === 0) {
		return <p className={classes.none}>{none}</p>;
	}
	return (
		<ul className={classes.hits}>
			{hits.map((hit, i) => {
				const flow = document.flows.find((f) => f.id === hit.flow);
				const block = flow?.blocks.find((b) => b.id === hit.block);
				const type = block && typeOf(catalogue, block.type);
				return (
					<li key={`${hit.flow}/${hit.block}`}>
						<button type="button" className={classes.hit} data-current={i === at} onClick={() => jump(hit)}>
							<BlockIcon name={type?.icon ?? "sitemap"} size={18} />
							<span className={classes.what}>
								<strong>{block?.label ?? type?.title[i18n.language] ?? type?.title.en ?? flow?.name}</strong>
								<span className={classes.soft}>
									<CardText text={asTemplate(hit.text)} most={140} />
								</span>
							</span>
							<span className={classes.soft}>{flow?.name}</span>
						</button>
					</li>
				);
			})}
		</ul>
	);
}
