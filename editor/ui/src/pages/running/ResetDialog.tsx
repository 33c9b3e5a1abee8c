import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
	name: string;
	opened: boolean;
	busy: boolean;
	onClose: () => void;
	onReset: () => void;
}

/** Asks before what a person is in the middle of is thrown away: that cannot be taken back. */
export function ResetDialog({ name, opened, busy, onClose, onReset }: Props) {
	const { t } = useTranslation("running");
	return (
		<Modal opened={opened} onClose={onClose} title={t("reset.title", { name })}>
			<Text size="sm">{t("reset.about")}</Text>
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={onClose} data-autofocus>
					{t("cancel")}
				</Button>
				<Button color="red" loading={busy} onClick={onReset}>
					{t("reset.button")}
				</Button>
			</Group>
		</Modal>
	);
}
