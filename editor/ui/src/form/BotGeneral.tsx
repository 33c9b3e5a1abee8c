import { Autocomplete, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useDraft } from "../draft/DraftProvider";
import { setDocumentField, setSetting } from "../flow/fields";
import { sentence } from "../ui/sentence";
import { Section } from "./BotSection";
import { useWords } from "./context";
import { issuesAt } from "./pointer";

/** What the bot is called, which languages it speaks, and what it does in trouble. */
export function General() {
	const { t, language } = useWords();
	const document = useDraft((d) => d.document);
	const issues = useDraft((d) => d.issues);
	const edit = useDraft((d) => d.edit);
	const languages = new Intl.DisplayNames([language], { type: "language" });
	const all = document.languages ?? [document.language];
	const onError = document.settings?.on_error;
	return (
		<Section title={t("bot_general")}>
			<TextInput
				label={t("bot_name")}
				value={document.name}
				error={sentence(issuesAt(issues, "/name")[0]?.message ?? "")}
				onChange={(e) => edit(setDocumentField("name", e.currentTarget.value), "bot name")}
			/>
			<Textarea
				label={t("bot_description")}
				autosize
				minRows={2}
				value={document.description ?? ""}
				onChange={(e) => edit(setDocumentField("description", e.currentTarget.value || undefined), "bot description")}
			/>
			<Select
				label={t("bot_language")}
				data={[...new Set([document.language, ...all])].map((l) => ({
					value: l,
					label: `${l} · ${nameOf(languages, l)}`,
				}))}
				value={document.language}
				allowDeselect={false}
				onChange={(l) => l && edit(setDocumentField("language", l))}
			/>
			<TagsInput
				label={t("bot_languages")}
				description={t("bot_languages_help")}
				value={all}
				onChange={(l) => edit(setDocumentField("languages", [...new Set([document.language, ...l])]))}
			/>
			<Autocomplete
				label={t("bot_zone")}
				data={["UTC", ...Intl.supportedValuesOf("timeZone")]}
				limit={30}
				placeholder="UTC"
				value={document.time_zone ?? ""}
				error={sentence(issuesAt(issues, "/time_zone")[0]?.message ?? "")}
				onChange={(z) => edit(setDocumentField("time_zone", z || undefined), "bot zone")}
			/>
			<Select
				label={t("bot_on_error")}
				description={t("bot_on_error_help")}
				clearable
				placeholder={t("bot_on_error_none")}
				data={document.flows.map((f) => ({ value: f.id, label: f.name }))}
				value={onError?.flow ?? null}
				onChange={(f) => edit(setSetting("on_error", f ? { flow: f } : undefined))}
			/>
		</Section>
	);
}

function nameOf(names: Intl.DisplayNames, code: string): string {
	try {
		return names.of(code) ?? code;
	} catch {
		return code;
	}
}
