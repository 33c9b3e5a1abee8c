import { ActionIcon, Autocomplete } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { JsonSchema } from "../api/types";
import { useDraft } from "../draft/DraftProvider";
import { setSetting } from "../flow/fields";
import { Section } from "./BotSection";
import { useWords } from "./context";
import { FieldFrame } from "./FieldFrame";
import { isObject } from "./pointer";
import { LineField } from "./widgets/TextFields";

const noSchema: JsonSchema = {};

/** Words that bots say by themselves most often; the server knows more (engine/words.go). */
const usual = [
	...[
		"not_understood",
		"error",
		"busy",
		"stale_button",
		"not_yours",
		"start_over",
		"yes",
		"no",
		"skip",
		"back",
		"home",
		"cancel",
		"done",
	],
	...[
		"other",
		"more",
		"list_empty",
		"invalid",
		"text_expected",
		"too_short",
		"too_long",
		"pay",
		"paid",
		"expired",
		"share_phone",
	],
];

/** Words of the bot instead of those that the server has for it. */
export function Texts() {
	const { t } = useWords();
	const document = useDraft((d) => d.document);
	const edit = useDraft((d) => d.edit);
	const texts = document.settings?.texts ?? {};
	const set = (key: string, value: Record<string, string> | undefined) => {
		const { [key]: _, ...rest } = texts;
		const next = value === undefined ? rest : { ...texts, [key]: value };
		edit(setSetting("texts", Object.keys(next).length === 0 ? undefined : next), `words ${key}`);
	};
	return (
		<Section title={t("bot_texts")} help={t("bot_texts_help")}>
			{Object.entries(texts).map(([key, value]) => (
				<FieldFrame
					key={key}
					label={key.replaceAll("_", " ")}
					aside={
						<ActionIcon
							data-edits
							variant="subtle"
							color="gray"
							aria-label={t("remove_what", { what: key })}
							onClick={() => set(key, undefined)}
						>
							<IconTrash size={15} />
						</ActionIcon>
					}
				>
					<LineField
						schema={noSchema}
						owner="settings"
						name={key}
						label={key}
						path={`/settings/texts/${key}`}
						required
						item={false}
						secrets={false}
						value={value}
						onChange={(v) => {
							const words = isObject(v) ? v : { [document.language]: v };
							set(
								key,
								Object.fromEntries(Object.entries(words).flatMap(([l, w]) => (typeof w === "string" ? [[l, w]] : []))),
							);
						}}
					/>
				</FieldFrame>
			))}
			<Autocomplete
				wrapperProps={{ "data-edits": true }}
				label={t("bot_texts_key")}
				data={usual.filter((k) => texts[k] === undefined)}
				onOptionSubmit={(key) => set(key, { [document.language]: "" })}
			/>
		</Section>
	);
}
