import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";
import { asProblem } from "../api/problem";
import { queries } from "../api/queries";
import { useProblemText } from "../ui/problem-text";
import { sessionQuery } from "./session";

interface Props {
	opened: boolean;
	onClose: () => void;
	/** Gets the id of what was made. */
	onDone: (id: string) => void;
}

/** Asks for a name and makes a workspace. */
export function NewWorkspace({ opened, onClose, onDone }: Props) {
	const { t } = useTranslation("app");
	return (
		<Modal opened={opened} onClose={onClose} title={t("workspace.new")}>
			<NewWorkspaceForm onDone={onDone} />
		</Modal>
	);
}

function NewWorkspaceForm({ onDone }: { onDone: (id: string) => void }) {
	const { t } = useTranslation("app");
	const say = useProblemText();
	const [name, setName] = useState("");
	const make = useMutation({
		mutationFn: () => answer(api.POST("/workspaces", { body: { name: name.trim() } })),
		onSuccess: async (made) => {
			await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
			onDone(made.id);
		},
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				make.mutate();
			}}
		>
			<Stack>
				<TextInput
					label={t("workspace.name")}
					description={t("workspace.about")}
					data-autofocus
					required
					maxLength={100}
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					error={make.error && say(asProblem(make.error)).title}
				/>
				<Group justify="flex-end">
					<Button type="submit" loading={make.isPending} disabled={name.trim() === ""}>
						{t("workspace.make")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
