import { IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";

/** What a page of a workspace shows to somebody who is in none. */
export function NoWorkspace({ title }: { title: string }) {
	const { t } = useTranslation("start");
	return (
		<Page title={title}>
			<EmptyState icon={<IconUsersGroup size={28} />} title={t("bots.nowhere")}>
				{t("bots.nowhere_about")}
			</EmptyState>
		</Page>
	);
}
