import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Workspace } from "../../api/types";
import { sessionQuery } from "../../app/session";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";

/** The name of the workspace, for those who may change it to change. */
export function NamePanel({ workspace }: { workspace: Workspace }) {
	const { t } = useTranslation("workspace");
	const [name, setName] = useState(workspace.name);
	const rename = useMutation({
		mutationFn: () =>
			answer(
				api.PATCH("/workspaces/{workspace}", {
					params: { path: { workspace: workspace.id } },
					body: { name: name.trim() },
				}),
			),
		onSuccess: () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
	});
	const may = workspace.can.includes("workspace.write");
	return (
		<Panel
			title={t("name.title")}
			about={t("name.about", {
				members: t("members.count", { count: workspace.members }),
				bots: t("bots", { count: workspace.bots }),
			})}
		>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					rename.mutate();
				}}
			>
				<Stack>
					<Group gap="sm" align="flex-end">
						<TextInput
							label={t("name.label")}
							required
							maxLength={100}
							readOnly={!may}
							flex="1 1 240px"
							value={name}
							onChange={(event) => setName(event.currentTarget.value)}
						/>
						{may && (
							<Button
								type="submit"
								loading={rename.isPending}
								disabled={name.trim() === "" || name.trim() === workspace.name}
							>
								{t("name.save")}
							</Button>
						)}
					</Group>
					<ProblemAlert error={rename.error} />
				</Stack>
			</form>
		</Panel>
	);
}
