import { Badge, Button, Group, PasswordInput, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { useDraft } from "../draft/DraftProvider";
import { setSetting } from "../flow/fields";
import { Section } from "./BotSection";
import panel from "./BotSettings.module.css";
import { useWords } from "./context";
import classes from "./form.module.css";
import { slug } from "./ids";

/** The secrets of the bot, which are written here and never shown. */
export function Secrets() {
	const { t } = useWords();
	const bot = useDraft((d) => d.bot);
	const document = useDraft((d) => d.document);
	const edit = useDraft((d) => d.edit);
	const queries = useQueryClient();
	const [fresh, setFresh] = useState("");
	const secrets = useQuery({
		queryKey: ["secrets", bot],
		queryFn: () => answer(api.GET("/bots/{bot}/secrets", { params: { path: { bot } } })),
	});
	const declared = document.settings?.secrets ?? [];
	const names = [...new Set([...declared, ...(secrets.data?.items ?? []).map((s) => s.name)])];
	const name = slug(fresh, 32);
	return (
		<Section title={t("bot_secrets")}>
			{names.length === 0 && (
				<Text size="sm" c="dimmed">
					{t("bot_secrets_none")}
				</Text>
			)}
			{names.map((n) => (
				<SecretRow
					key={n}
					bot={bot}
					name={n}
					isSet={secrets.data?.items.find((s) => s.name === n)?.set}
					saved={() => void queries.invalidateQueries({ queryKey: ["secrets", bot] })}
				/>
			))}
			<div data-edits className={panel.adding}>
				<TextInput
					label={t("secret_name")}
					description={name}
					value={fresh}
					onChange={(e) => setFresh(e.currentTarget.value)}
				/>
				<Button
					variant="default"
					leftSection={<IconPlus size={15} />}
					disabled={name === "" || names.includes(name)}
					onClick={() => {
						edit(setSetting("secrets", [...declared, name]));
						setFresh("");
					}}
				>
					{t("add_secret")}
				</Button>
			</div>
		</Section>
	);
}

function SecretRow({
	bot,
	name,
	isSet,
	saved,
}: {
	bot: string;
	name: string;
	isSet: boolean | undefined;
	saved: () => void;
}) {
	const { t } = useWords();
	const [value, setValue] = useState<string>();
	const save = useMutation({
		mutationFn: (secret: string) =>
			api.PUT("/bots/{bot}/secrets/{name}", { params: { path: { bot, name } }, body: { value: secret } }),
		onSuccess: () => {
			setValue(undefined);
			saved();
		},
	});
	return (
		<div className={panel.row}>
			<div className={panel.rowHead}>
				<Text size="sm" fw={600} className={panel.name}>
					{name}
				</Text>
				{isSet !== undefined && (
					<Badge variant="light" color={isSet ? "teal" : "orange"}>
						{isSet ? t("secret_is_set") : t("secret_not_set")}
					</Badge>
				)}
				<Button
					data-edits
					size="compact-sm"
					variant="subtle"
					onClick={() => setValue(value === undefined ? "" : undefined)}
				>
					{t(isSet ? "change_value" : "set_value")}
				</Button>
			</div>
			{value !== undefined && (
				<Group gap="xs" align="flex-end" wrap="nowrap">
					<PasswordInput
						className={classes.grow}
						label={t("secret_value")}
						description={t("secret_help")}
						autoComplete="off"
						value={value}
						error={save.isError ? t("not_saved") : undefined}
						onChange={(e) => setValue(e.currentTarget.value)}
					/>
					<Button loading={save.isPending} disabled={value === ""} onClick={() => save.mutate(value)}>
						{t("save")}
					</Button>
				</Group>
			)}
		</div>
	);
}
