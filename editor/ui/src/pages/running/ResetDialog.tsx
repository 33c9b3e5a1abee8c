import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../../api/client";
import { queries } from "../../api/queries";
import { type Person, personQuery } from "../../api/running";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { goodToast } from "../../ui/toast";

interface Props {
	bot: string;
	person: Person;
	opened: boolean;
	onClose: () => void;
}

/** Lets a person begin anew. It asks before: what they are in the middle of cannot be brought back. */
export function ResetDialog({ bot, person, opened, onClose }: Props) {
	const { t } = useTranslation("running");
	const [variables, setVariables] = useState(false);
	const reset = useMutation({
		mutationFn: () =>
			answer(
				api.POST("/bots/{bot}/contacts/{user}/reset", {
					params: { path: { bot, user: Number(person.user_id) } },
					body: { variables },
				}),
			),
		onSuccess: async () => {
			onClose();
			goodToast(t("reset.done", { name: person.name }));
			await queries.invalidateQueries({ queryKey: personQuery(bot, person.user_id).queryKey });
		},
	});
	return (
		<Modal opened={opened} onClose={onClose} title={t("reset.title", { name: person.name })}>
			<Stack>
				<Text size="sm">{t("reset.about")}</Text>
				<Checkbox
					label={t("reset.variables")}
					description={t("reset.variables_about")}
					checked={variables}
					onChange={(event) => setVariables(event.currentTarget.checked)}
				/>
				<ProblemAlert error={reset.error} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose} data-autofocus>
						{t("cancel")}
					</Button>
					<Button color="red" loading={reset.isPending} onClick={() => reset.mutate()}>
						{t("reset.button")}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
