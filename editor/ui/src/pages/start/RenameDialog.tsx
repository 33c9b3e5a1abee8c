import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../../api/client";
import type { Bot } from "../../api/types";
import { ProblemAlert } from "../../ui/ProblemAlert";

interface Props {
	bot: Bot;
	opened: boolean;
	onClose: () => void;
	onRenamed: () => Promise<void>;
}

/** Gives a bot another name. */
export function RenameDialog({ opened, ...rest }: Props) {
	const { t } = useTranslation("start");
	return (
		<Modal opened={opened} onClose={rest.onClose} title={t("menu.rename")}>
			<Rename {...rest} />
		</Modal>
	);
}

function Rename({ bot, onClose, onRenamed }: Omit<Props, "opened">) {
	const { t } = useTranslation("start");
	const [name, setName] = useState(bot.name);
	const rename = useMutation({
		mutationFn: () =>
			answer(api.PATCH("/bots/{bot}", { params: { path: { bot: bot.id } }, body: { name: name.trim() } })),
		onSuccess: async () => {
			await onRenamed();
			onClose();
		},
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				rename.mutate();
			}}
		>
			<Stack>
				<TextInput
					label={t("menu.name")}
					data-autofocus
					required
					maxLength={100}
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<ProblemAlert error={rename.error} />
				<Group justify="flex-end">
					<Button type="submit" loading={rename.isPending} disabled={name.trim() === ""}>
						{t("app:save")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
