import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Long enough to read and to reach the button by keyboard. */
const undoTime = 12_000;

interface Undoable {
	/** What was done, such as "Bot deleted". */
	done: ReactNode;
	/** The word on the button. */
	label: string;
	undo: () => void;
}

/** Says what was done and takes it back on demand, instead of asking "are you sure" before. Gives what hides it. */
export function undoToast({ done, label, undo }: Undoable): () => void {
	const id = notifications.show({
		autoClose: undoTime,
		withCloseButton: true,
		message: (
			<Group justify="space-between" wrap="nowrap" gap="md">
				<Text size="sm">{done}</Text>
				<Button
					flex="none"
					size="compact-sm"
					variant="light"
					onClick={() => {
						notifications.hide(id);
						undo();
					}}
				>
					{label}
				</Button>
			</Group>
		),
	});
	return () => notifications.hide(id);
}

/** Says that something has worked. */
export function goodToast(message: ReactNode): void {
	notifications.show({ message, color: "teal", icon: <IconCheck size={18} />, autoClose: 4000 });
}

/** Says that something has not worked, where there is no place beside it to say so. */
export function badToast(title: ReactNode, message: ReactNode): void {
	notifications.show({ title, message, color: "red", icon: <IconAlertTriangle size={18} />, autoClose: 10_000 });
}
