import { Alert, Badge, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import { api } from "../../api/client";
import { queries } from "../../api/queries";
import { type Secret, secretsQuery } from "../../api/running";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { PanelsSkeleton } from "../../ui/Skeletons";
import { goodToast } from "../../ui/toast";
import { useFailToast } from "../../ui/useFailToast";
import rows from "../account/rows.module.css";

/** Keys and passwords that blocks use: they are written here and read by nobody. */
export function SecretsPage() {
	const { t } = useTranslation("running");
	const { bot } = useParams({ from: "/inside/bots/$bot/secrets" });
	const { data: about } = useQuery(botQuery(bot));
	const query = useQuery(secretsQuery(bot));
	const [name, setName] = useState<string>();
	const may = about?.can.includes("secret.write") ?? false;
	const missing = query.data?.filter((s) => s.used && !s.set) ?? [];
	return (
		<Page
			title={t("secrets.title")}
			about={t("secrets.about")}
			width="text"
			actions={
				may && (
					<Button leftSection={<IconPlus size={16} />} onClick={() => setName("")}>
						{t("secrets.add")}
					</Button>
				)
			}
		>
			<Loaded query={query} skeleton={<PanelsSkeleton height={220} />}>
				{(secrets) =>
					secrets.length === 0 ? (
						<EmptyState icon={<IconKey size={28} />} title={t("secrets.none")}>
							{t("secrets.none_about")}
						</EmptyState>
					) : (
						<Stack gap="lg">
							{missing.length > 0 && (
								<Alert
									color="orange"
									variant="light"
									icon={<IconAlertTriangle size={18} />}
									title={t("secrets.missing", { count: missing.length })}
								>
									{t("secrets.missing_about")}
								</Alert>
							)}
							<Panel title={t("secrets.list")}>
								<ul className={rows.list}>
									{secrets.map((secret) => (
										<SecretRow
											key={secret.name}
											bot={bot}
											secret={secret}
											may={may}
											onChange={() => setName(secret.name)}
										/>
									))}
								</ul>
							</Panel>
						</Stack>
					)
				}
			</Loaded>
			<Modal
				opened={name !== undefined}
				onClose={() => setName(undefined)}
				title={name ? t("secrets.change_of", { name }) : t("secrets.add")}
			>
				{name !== undefined && <SecretForm bot={bot} name={name} onDone={() => setName(undefined)} />}
			</Modal>
		</Page>
	);
}

function SecretRow(props: { bot: string; secret: Secret; may: boolean; onChange: () => void }) {
	const { bot, secret, may, onChange } = props;
	const { t } = useTranslation("running");
	const failed = useFailToast();
	const forget = useMutation({
		mutationFn: () => api.DELETE("/bots/{bot}/secrets/{name}", { params: { path: { bot, name: secret.name } } }),
		onSuccess: async () => {
			goodToast(t("secrets.forgotten", { name: secret.name }));
			await queries.invalidateQueries({ queryKey: secretsQuery(bot).queryKey });
		},
		onError: failed,
	});
	return (
		<li className={rows.row}>
			<IconKey size={20} className={rows.icon} aria-hidden="true" />
			<div className={rows.words}>
				<Group gap="xs">
					<Text size="sm" fw={600}>
						{secret.name}
					</Text>
					<Badge size="sm" variant="light" color={secret.set ? "teal" : secret.used ? "orange" : "gray"}>
						{t(secret.set ? "secrets.set" : "secrets.unset")}
					</Badge>
				</Group>
				<Text size="sm" c="dimmed">
					{t(secret.used ? "secrets.used" : "secrets.unused")}
				</Text>
			</div>
			{may && (
				<Group gap="xs">
					{secret.set && !secret.used && (
						<Button size="xs" variant="default" loading={forget.isPending} onClick={() => forget.mutate()}>
							{t("secrets.forget")}
						</Button>
					)}
					<Button size="xs" variant="default" onClick={onChange}>
						{t(secret.set ? "secrets.replace" : "secrets.write")}
					</Button>
				</Group>
			)}
		</li>
	);
}

/** A name is what an expression can say: secret.name. */
const nameOf = /^[a-z][a-z0-9_]{0,63}$/;

function SecretForm({ bot, name: given, onDone }: { bot: string; name: string; onDone: () => void }) {
	const { t } = useTranslation("running");
	const [name, setName] = useState(given);
	const [value, setValue] = useState("");
	const save = useMutation({
		mutationFn: () => api.PUT("/bots/{bot}/secrets/{name}", { params: { path: { bot, name } }, body: { value } }),
		onSuccess: async () => {
			goodToast(t("secrets.kept", { name }));
			onDone();
			await queries.invalidateQueries({ queryKey: secretsQuery(bot).queryKey });
		},
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				save.mutate();
			}}
		>
			<Stack>
				{given === "" && (
					<TextInput
						label={t("secrets.name")}
						description={t("secrets.name_about")}
						placeholder="shop_key"
						autoComplete="off"
						data-autofocus
						value={name}
						onChange={(event) => setName(event.currentTarget.value.trim())}
						error={name !== "" && !nameOf.test(name) && t("secrets.name_wrong")}
					/>
				)}
				<PasswordInput
					label={t("secrets.value")}
					description={t("secrets.value_about")}
					autoComplete="new-password"
					data-autofocus={given !== "" || undefined}
					value={value}
					onChange={(event) => setValue(event.currentTarget.value)}
					visibilityToggleButtonProps={{ "aria-label": t("secrets.show") }}
				/>
				<ProblemAlert error={save.error} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onDone}>
						{t("cancel")}
					</Button>
					<Button type="submit" loading={save.isPending} disabled={value === "" || !nameOf.test(name)}>
						{t("secrets.keep")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
