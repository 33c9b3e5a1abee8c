import { Button, Stack } from "@mantine/core";
import { IconHistory, IconUsersGroup } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "../../app/session";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { InvitationsPanel } from "./InvitationsPanel";
import { MembersPanel } from "./MembersPanel";
import { NamePanel } from "./NamePanel";

/** The workspace: its name, who is in it and who is asked to come. */
export function WorkspacePage() {
	const { t } = useTranslation("workspace");
	const workspace = useWorkspace();
	if (!workspace) {
		return (
			<Page title={t("title")} width="text">
				<EmptyState icon={<IconUsersGroup size={28} />} title={t("none.title")}>
					{t("none.text")}
				</EmptyState>
			</Page>
		);
	}
	const can = (what: string) => workspace.can.includes(what);
	return (
		<Page
			title={t("title")}
			about={t("about")}
			width="text"
			actions={
				can("audit.read") && (
					<Button
						variant="default"
						leftSection={<IconHistory size={16} />}
						renderRoot={(props) => <Link to="/workspace/audit" {...props} />}
					>
						{t("audit.title")}
					</Button>
				)
			}
		>
			<Stack gap="lg" key={workspace.id}>
				<NamePanel workspace={workspace} />
				{can("member.read") && <MembersPanel workspace={workspace} />}
				{can("member.write") && <InvitationsPanel workspace={workspace} />}
			</Stack>
		</Page>
	);
}
