import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useForm, useWords, type WidgetProps } from "../context";
import classes from "../form.module.css";
import { isObject, issuesWithin, type JsonObject } from "../pointer";
import { RichText } from "../RichText";

/** A message holds so many characters, a caption fewer. https://core.telegram.org/bots/api#sendmessage */
const longest = 4096;
const longestCaption = 1024;

/** A text, a line or an address; each language of the bot has its own. */
function TextByLanguage(props: WidgetProps & { markup: boolean; placeholder?: string; plain?: boolean }) {
	const { value, onChange, label, path, markup, placeholder, plain, item, secrets } = props;
	const { t } = useWords();
	const { document, issues } = useForm();
	const own = document.language;
	const texts: JsonObject = isObject(value) ? value : typeof value === "string" ? { [own]: value } : {};
	const languages = [...new Set([own, ...(plain ? [] : (document.languages ?? [])), ...Object.keys(texts)])];
	const [chosen, setChosen] = useState(own);
	const now = languages.includes(chosen) ? chosen : own;
	const text = texts[now];
	const caption = ["message.media", "message.album", "http.resultFile"].includes(props.owner);

	function set(next: string) {
		if (!isObject(value) && now === own) {
			onChange(next === "" && !props.required ? undefined : next);
			return;
		}
		const all = { ...texts, [now]: next };
		if (next === "" && now !== own) {
			delete all[now];
		}
		onChange(all);
	}

	return (
		<div className={classes.field}>
			{languages.length > 1 && (
				<SegmentedControl
					size="xs"
					w="fit-content"
					readOnly={false} // which one is read
					aria-readonly={false}
					aria-label={t("language_of", { what: label })}
					value={now}
					onChange={setChosen}
					data={languages.map((l) => ({ value: l, label: texts[l] ? l.toUpperCase() : `${l.toUpperCase()} ·` }))}
				/>
			)}
			<RichText
				key={now}
				value={typeof text === "string" ? text : ""}
				onChange={set}
				label={languages.length > 1 ? `${label} (${now})` : label}
				placeholder={now !== own && typeof texts[own] === "string" ? texts[own] : placeholder}
				markup={markup}
				limit={markup ? (caption ? longestCaption : longest) : 0}
				item={item}
				secrets={secrets}
				invalid={issuesWithin(issues, path).length > 0}
			/>
		</div>
	);
}

export function TemplateField(props: WidgetProps) {
	const { t } = useWords();
	return <TextByLanguage {...props} markup placeholder={t("write_text")} />;
}

export function LineField(props: WidgetProps) {
	return <TextByLanguage {...props} markup={false} />;
}

export function LinkField(props: WidgetProps) {
	return <TextByLanguage {...props} markup={false} placeholder="https://" plain />;
}
