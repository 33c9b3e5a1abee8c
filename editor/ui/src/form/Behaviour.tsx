import { NumberInput, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { BlockType, JsonSchema } from "../api/types";
import type { Block } from "../flow/types";
import { useForm, useWords } from "./context";
import { FieldFrame } from "./FieldFrame";
import classes from "./form.module.css";
import { below, issuesAt } from "./pointer";
import { inLanguage } from "./schema";
import { ConditionField } from "./widgets/ConditionField";
import { DurationField } from "./widgets/PlainFields";

type Envelope = Omit<Block, "id" | "type" | "config" | "exits" | "label">;

interface Props {
	block: Block;
	type: BlockType | undefined;
	exits: readonly string[];
	path: string;
	set<K extends keyof Envelope>(key: K, value: Block[K] | undefined): void;
}

const none: JsonSchema = {};

/** What every block can do besides its own settings. */
export function Behaviour({ block, type, exits, path, set }: Props) {
	const { t, language } = useWords();
	const { issues } = useForm();
	const common = { schema: none, owner: "block", required: false, item: false, secrets: false };
	const frame = (key: keyof Envelope, label: string, help?: string) => ({
		label,
		help,
		issues: issuesAt(issues, below(path, key)),
	});
	return (
		<div className={classes.form}>
			<FieldFrame {...frame("note", t("note"), t("note_help"))}>
				<Textarea
					aria-label={t("note")}
					autosize
					minRows={2}
					maxRows={8}
					value={block.note ?? ""}
					onChange={(e) => set("note", e.currentTarget.value || undefined)}
				/>
			</FieldFrame>
			{type?.waits && (
				<FieldFrame {...frame("timeout", t("timeout"), t("timeout_help"))}>
					<DurationField
						{...common}
						name="timeout"
						label={t("timeout")}
						path={below(path, "timeout")}
						value={block.timeout}
						onChange={(v) => set("timeout", typeof v === "string" ? v : undefined)}
					/>
				</FieldFrame>
			)}
			{!type?.trigger && (
				<FieldFrame {...frame("on_error", t("retries"), t("retries_help"))}>
					<NumberInput
						aria-label={t("retries")}
						min={0}
						max={10}
						allowDecimal={false}
						value={block.on_error?.retries ?? ""}
						onChange={(n) => set("on_error", n === "" || Number(n) === 0 ? undefined : { ...block.on_error, retries: Number(n) })}
					/>
					{block.on_error && (
						<FieldFrame label={t("backoff")}>
							<DurationField
								{...common}
								name="backoff"
								label={t("backoff")}
								path={below(below(path, "on_error"), "backoff")}
								value={block.on_error.backoff}
								onChange={(v) => {
									const { backoff: _, ...rest } = block.on_error ?? { retries: 1 };
									set("on_error", typeof v === "string" ? { ...rest, backoff: v } : rest);
								}}
							/>
						</FieldFrame>
					)}
				</FieldFrame>
			)}
			<FieldFrame {...frame("skip_if", t("skip_if"), t("skip_if_help"))}>
				<SkipCondition value={block.skip_if} path={below(path, "skip_if")} onChange={(v) => set("skip_if", v)} />
			</FieldFrame>
			{(block.skip_if || block.once_per || block.cooldown || block.roles) && exits.length > 1 && (
				<FieldFrame {...frame("skip_exit", t("skip_exit"))}>
					<Select
						aria-label={t("skip_exit")}
						data={exits.map((e) => ({
							value: e,
							label: inLanguage(type?.exits.find((x) => x.name === e)?.title, language) || e,
						}))}
						value={block.skip_exit ?? null}
						clearable
						onChange={(v) => set("skip_exit", v ?? undefined)}
					/>
				</FieldFrame>
			)}
			<FieldFrame {...frame("once_per", t("once_per"), t("once_per_help"))}>
				<Select
					aria-label={t("once_per")}
					data={["user", "day", "session"].map((v) => ({ value: v, label: t(`choice.${v}`) }))}
					value={block.once_per ?? null}
					clearable
					placeholder={t("always")}
					onChange={(v) => set("once_per", v ?? undefined)}
				/>
			</FieldFrame>
			<FieldFrame {...frame("cooldown", t("cooldown"), t("cooldown_help"))}>
				<DurationField
					{...common}
					name="cooldown"
					label={t("cooldown")}
					path={below(path, "cooldown")}
					value={block.cooldown}
					onChange={(v) => set("cooldown", typeof v === "string" ? v : undefined)}
				/>
			</FieldFrame>
			<FieldFrame {...frame("goal", t("goal"), t("goal_help"))}>
				<TextInput
					aria-label={t("goal")}
					value={block.goal ?? ""}
					onChange={(e) => set("goal", e.currentTarget.value || undefined)}
				/>
			</FieldFrame>
			<FieldFrame {...frame("cost", t("cost"), t("cost_help"))}>
				<NumberInput
					aria-label={t("cost")}
					min={0}
					value={block.cost ?? ""}
					onChange={(n) => set("cost", n === "" ? undefined : Number(n))}
				/>
			</FieldFrame>
			<FieldFrame {...frame("roles", t("roles"), t("roles_help"))}>
				<TagsInput
					aria-label={t("roles")}
					placeholder={(block.roles ?? []).length === 0 ? t("write_and_enter") : undefined}
					value={block.roles ?? []}
					onChange={(v) => set("roles", v.length === 0 ? undefined : v)}
				/>
			</FieldFrame>
		</div>
	);
}

/** The envelope keeps its condition as an expression, so no rule is made of it. */
function SkipCondition({ value, path, onChange }: { value: string | undefined; path: string; onChange(v: string | undefined): void }) {
	const { t } = useWords();
	return (
		<ConditionField
			schema={none}
			owner="block"
			name="skip_if"
			label={t("skip_if")}
			required={false}
			item={false}
			secrets={false}
			path={path}
			value={value}
			onlyExpression
			onChange={(v) => onChange(typeof v === "string" ? v : undefined)}
		/>
	);
}
