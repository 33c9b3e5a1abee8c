import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/Page";
import { DeedsPanel } from "./DeedsPanel";
import { PasswordPanel } from "./PasswordPanel";
import { ProfilePanel } from "./ProfilePanel";
import { SecondFactorPanel } from "./SecondFactorPanel";
import { SessionsPanel } from "./SessionsPanel";
import { TokensPanel } from "./TokensPanel";

/** All that belongs to a person rather than to a workspace. */
export function AccountPage() {
	const { t } = useTranslation("account");
	return (
		<Page title={t("title")} about={t("about")} width="text">
			<Stack gap="lg">
				<ProfilePanel />
				<PasswordPanel />
				<SecondFactorPanel />
				<SessionsPanel />
				<TokensPanel />
				<DeedsPanel />
			</Stack>
		</Page>
	);
}
