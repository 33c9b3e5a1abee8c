import { ActionIcon, CloseButton, Menu, TextInput } from "@mantine/core";
import { IconArrowsExchange, IconCopyPlus, IconDots, IconMapPin, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BlockList } from "../canvas/BlockList";
import { typeOf } from "../canvas/lookups";
import { newBlock } from "../canvas/new-block";
import { useCanvasUI } from "../canvas/ui";
import { useEditAndSelect } from "../canvas/useAdd";
import { useDraft, useDraftStore } from "../draft/DraftProvider";
import { removeBlocks, replaceType } from "../flow/blocks";
import { duplicate } from "../flow/clipboard";
import { renameBlock } from "../flow/fields";
import { BlockIcon } from "../ui/BlockIcon";
import classes from "./editor.module.css";

/** The selected block: its name, what can be done with it, and its settings. */
export function BlockPanel({ flow, block: id }: { flow: string; block: string }) {
	const { t, i18n } = useTranslation("canvas");
	const block = useDraft((s) => s.document.flows.find((f) => f.id === flow)?.blocks.find((b) => b.id === id));
	const catalogue = useDraft((s) => s.catalogue);
	const readOnly = useDraft((s) => s.readOnly);
	const edit = useDraft((s) => s.edit);
	const select = useDraft((s) => s.select);
	const guest = useDraft((s) => s.people.find((p) => p.block === id)?.who);
	const [replacing, setReplacing] = useState(false);
	if (!block) {
		return null;
	}
	const type = typeOf(catalogue, block.type);
	const title = type?.title[i18n.language] ?? type?.title.en ?? block.type;
	return (
		<div className={classes.panel} data-block-panel>
			<header className={classes.panelHead}>
				<BlockIcon name={type?.icon ?? "puzzle"} size={20} />
				<TextInput
					variant="unstyled"
					className={classes.label}
					aria-label={t("panel.name")}
					placeholder={title}
					maxLength={100}
					readOnly={readOnly}
					value={block.label ?? ""}
					onChange={(e) => edit({ ...renameBlock(flow, id, e.currentTarget.value) }, `label.${id}`)}
				/>
				{!readOnly && <BlockMenu flow={flow} block={id} replace={() => setReplacing(!replacing)} />}
				<CloseButton aria-label={t("panel.close")} onClick={() => select([])} />
			</header>
			<p className={classes.help}>{type?.help[i18n.language] ?? type?.help.en}</p>
			{guest !== undefined && <p className={classes.guest}>{t("card.guest", { who: guest })}</p>}
			{replacing && (
				<div className={classes.replace}>
					<BlockList
						autoFocus
						triggers={type?.trigger === true}
						onChoose={(next) => {
							const made = newBlock(next, { text: t("new.text"), prompt: t("new.prompt") });
							edit(replaceType(flow, id, next.name, made.config ?? {}));
							setReplacing(false);
						}}
					/>
				</div>
			)}
		</div>
	);
}

function BlockMenu({ flow, block, replace }: { flow: string; block: string; replace: () => void }) {
	const { t } = useTranslation("canvas");
	const store = useDraftStore();
	const showUses = useCanvasUI((s) => s.showUses);
	const editAndSelect = useEditAndSelect();
	const copy = () => {
		const command = duplicate(store.getState().document, flow, [block]);
		if (command) {
			editAndSelect(command);
		}
	};
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" aria-label={t("panel.menu")}>
					<IconDots size={18} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item leftSection={<IconCopyPlus size={16} />} onClick={copy}>
					{t("command.duplicate")}
				</Menu.Item>
				<Menu.Item leftSection={<IconArrowsExchange size={16} />} onClick={replace}>
					{t("command.replace_type")}
				</Menu.Item>
				<Menu.Item leftSection={<IconMapPin size={16} />} onClick={() => showUses({ kind: "block", id: block })}>
					{t("uses.open")}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Item
					leftSection={<IconTrash size={16} />}
					color="red"
					onClick={() => store.getState().edit(removeBlocks(flow, [block]))}
				>
					{t("command.remove_blocks")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
