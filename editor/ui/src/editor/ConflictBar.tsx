import { Anchor, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Conflict } from "../api/types";
import { summaryOf } from "../blocks/SummaryCard";
import { useCardWords } from "../blocks/useCardWords";
import { typeOf } from "../canvas/lookups";
import { useDraft } from "../draft/DraftProvider";
import { fieldOf, textOf } from "../flow/exits";
import type { Json } from "../flow/types";
import { clip } from "../ui/clip";
import classes from "./editor.module.css";

/** What two people changed at the same time: both versions side by side, and whose shall stay. Nothing is lost unseen. */
export function ConflictBar() {
	const { t } = useTranslation("canvas");
	const conflicts = useDraft((s) => s.conflicts);
	if (conflicts.length === 0) {
		return null;
	}
	return (
		<section className={classes.conflicts} role="alert" aria-label={t("conflict.title", { count: conflicts.length })}>
			<strong>{t("conflict.title", { count: conflicts.length })}</strong>
			<ul>
				{conflicts.map((conflict) => (
					<Row key={conflict.path.join("/")} conflict={conflict} />
				))}
			</ul>
		</section>
	);
}

function Row({ conflict }: { conflict: Conflict }) {
	const { t } = useTranslation("canvas");
	const settle = useDraft((s) => s.settle);
	const reveal = useDraft((s) => s.reveal);
	const say = useWhat();
	const { title } = useCardWords();
	const catalogue = useDraft((s) => s.catalogue);
	const document = useDraft((s) => s.document);
	/** A block as its card calls it. */
	const nameOf = (id: string) => {
		const block = document.flows.flatMap((f) => f.blocks).find((b) => b.id === id);
		const type = block && typeOf(catalogue, block.type);
		return block?.label || (type ? title(type.title) : id);
	};
	const [part, flow = "", kind, block] = conflict.path;
	return (
		<li className={classes.conflict}>
			{part === "flows" && kind === "blocks" && block !== undefined ? (
				<Anchor
					component="button"
					type="button"
					size="sm"
					fw={600}
					ta="start"
					mih={24}
					w="fit-content"
					onClick={() => reveal(flow, block)}
				>
					{nameOf(block)}
				</Anchor>
			) : (
				<strong>{conflict.path.slice(-1)}</strong>
			)}
			<span className={classes.version}>
				<span>
					<em>{t("conflict.mine")}</em> {say(conflict.yours)}
				</span>
				<Button size="compact-sm" flex="none" onClick={() => settle(conflict.path, "mine")}>
					{t("conflict.keep_mine")}
				</Button>
			</span>
			<span className={classes.version}>
				<span>
					<em>{t("conflict.theirs")}</em> {say(conflict.current)}
				</span>
				<Button size="compact-sm" flex="none" variant="default" onClick={() => settle(conflict.path, "theirs")}>
					{t("conflict.take_theirs")}
				</Button>
			</span>
		</li>
	);
}

/** A version in a few words: its name, and what it says. */
function useWhat(): (value: Json) => string {
	const { t, i18n } = useTranslation("canvas");
	const catalogue = useDraft((s) => s.catalogue);
	return (value) => {
		if (value === null) {
			return t("conflict.removed");
		}
		const type = typeOf(catalogue, textOf(fieldOf(value, "type")));
		const label = textOf(fieldOf(value, "label") ?? fieldOf(value, "name"));
		const text = summaryOf(fieldOf(value, "config"), type?.schema, [i18n.language]);
		return clip([label, text || textOf(value)].filter((s) => s !== "").join(": "), 120) || t("conflict.settings");
	};
}
