import { Menu } from "@mantine/core";
import { IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { chooseWorkspace, useSession, useWorkspace } from "./session";
import classes from "./WorkspaceMenu.module.css";

/** Few make a workspace, and everybody loads this menu first. */
const NewWorkspace = lazy(async () => ({ default: (await import("./NewWorkspace")).NewWorkspace }));

/** Shows the workspace one is in, leads to the others and makes new ones. */
export function WorkspaceMenu() {
	const { t } = useTranslation("app");
	const { workspaces } = useSession();
	const chosen = useWorkspace();
	const navigate = useNavigate();
	const [making, setMaking] = useState<boolean>();
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
			{making !== undefined && (
				<Suspense>
					<NewWorkspace
						opened={making}
						onClose={() => setMaking(false)}
						onDone={(id) => {
							setMaking(false);
							open(id);
						}}
					/>
				</Suspense>
			)}
		</>
	);
}
