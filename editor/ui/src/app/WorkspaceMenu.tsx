import { Button, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/call";
import { asProblem } from "../api/problem";
import { queries } from "../api/queries";
import type { Workspace } from "../api/types";
import { useProblemText } from "../ui/problem-text";
import { chooseWorkspace, sessionQuery, useSession, useWorkspace } from "./session";
import classes from "./WorkspaceMenu.module.css";

/** Shows the workspace one is in, leads to the others and makes new ones. */
export function WorkspaceMenu() {
	const { t } = useTranslation("app");
	const { workspaces } = useSession();
	const chosen = useWorkspace();
	const navigate = useNavigate();
	const [making, setMaking] = useState(false);
	const open = (id: string) => {
		chooseWorkspace(id);
		void navigate({ to: "/" });
	};
	return (
		<>
			<Menu position="bottom-start" width={260}>
				<Menu.Target>
					<button
						type="button"
						className={classes.button}
						aria-label={t("workspace.choose", { name: chosen?.name ?? "" })}
					>
						<span className={classes.name}>{chosen?.name ?? t("workspace.none")}</span>
						<IconSelector size={15} aria-hidden="true" />
					</button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Label>{t("workspace.title")}</Menu.Label>
					{workspaces.map((w) => (
						<Menu.Item
							key={w.id}
							onClick={() => open(w.id)}
							aria-current={w.id === chosen?.id}
							rightSection={w.id === chosen?.id && <IconCheck size={16} aria-hidden="true" />}
						>
							{w.name}
						</Menu.Item>
					))}
					<Menu.Divider />
					<Menu.Item leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
						{t("workspace.new")}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Modal opened={making} onClose={() => setMaking(false)} title={t("workspace.new")}>
				<NewWorkspace
					onDone={(id) => {
						setMaking(false);
						open(id);
					}}
				/>
			</Modal>
		</>
	);
}

function NewWorkspace({ onDone }: { onDone: (id: string) => void }) {
	const { t } = useTranslation("app");
	const say = useProblemText();
	const [name, setName] = useState("");
	const make = useMutation({
		mutationFn: () => call<Workspace>("POST", "/workspaces", { body: { name: name.trim() } }),
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
				<Button type="submit" loading={make.isPending} disabled={name.trim() === ""}>
					{t("workspace.make")}
				</Button>
			</Stack>
		</form>
	);
}
