import { Alert, Button, Checkbox, Group, NativeSelect, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../../api/client";
import { CopyField } from "../../ui/CopyField";
import { ProblemAlert } from "../../ui/ProblemAlert";

/** What a token may do: the permissions of the server. */
const scopes = [
	"bot.read",
	"bot.edit",
	"bot.publish",
	"bot.run",
	"bot.create",
	"bot.delete",
	"contact.read",
	"figures.read",
	"secret.write",
	"media.write",
	"member.read",
	"audit.read",
] as const;

const lifetimes = ["30", "90", "365", ""] as const;

/** Makes a token and shows it, this once. */
export function NewToken({ onMade, onDone }: { onMade: () => void; onDone: () => void }) {
	const { t } = useTranslation("account");
	const [name, setName] = useState("");
	const [chosen, setChosen] = useState<string[]>(["bot.read"]);
	const [days, setDays] = useState<string>("90");
	const make = useMutation({
		mutationFn: () => {
			const ends = days === "" ? undefined : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
			return answer(api.POST("/account/tokens", { body: { name: name.trim(), scopes: chosen, expires_at: ends } }));
		},
		onSuccess: onMade,
	});
	if (make.data) {
		return (
			<Stack>
				<Alert variant="light" icon={<IconKey size={18} />} title={t("tokens.made")}>
					{t("tokens.once")}
				</Alert>
				<CopyField label={make.data.name} value={make.data.token} />
				<Group justify="flex-end">
					<Button onClick={onDone}>{t("tokens.kept")}</Button>
				</Group>
			</Stack>
		);
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				make.mutate();
			}}
		>
			<Stack>
				<TextInput
					label={t("tokens.name")}
					description={t("tokens.name_about")}
					data-autofocus
					required
					maxLength={100}
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<Checkbox.Group label={t("tokens.scopes")} value={chosen} onChange={setChosen}>
					<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
						{scopes.map((scope) => (
							<Checkbox key={scope} value={scope} label={t(`scope.${scope.replace(".", "_")}`)} />
						))}
					</SimpleGrid>
				</Checkbox.Group>
				<NativeSelect
					label={t("tokens.lifetime")}
					value={days}
					onChange={(event) => setDays(event.currentTarget.value)}
					data={lifetimes.map((l) => ({
						value: l,
						label: l === "" ? t("tokens.forever") : t("tokens.days", { count: Number(l) }),
					}))}
				/>
				<ProblemAlert error={make.error} />
				<Group justify="flex-end">
					<Button type="submit" loading={make.isPending} disabled={name.trim() === "" || chosen.length === 0}>
						{t("tokens.make")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
