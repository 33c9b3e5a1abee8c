import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconLifebuoy, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";
import { useFailToast } from "../ui/useFailToast";
import { Preferences } from "./Preferences";
import { enter, leave, useSession } from "./session";

/** Who is logged in, language and theme, and the way out. */
export function AccountMenu() {
	const { t } = useTranslation("app");
	const { user } = useSession();
	const navigate = useNavigate();
	const fail = useFailToast();
	const keepLanguage = (language: string) => {
		answer(api.PATCH("/account", { body: { language } }))
			.then(enter)
			.catch(fail);
	};
	const logout = async () => {
		try {
			await api.POST("/logout");
			await navigate({ to: "/login" });
			leave();
		} catch (error) {
			fail(error);
		}
	};
	return (
		<Menu position="bottom-end" width={250}>
			<Menu.Target>
				<UnstyledButton title={user.name}>
					<VisuallyHidden>{t("account.menu", { name: user.name })}</VisuallyHidden>
					<Avatar name={user.name} color="brand" size={34} radius="xl" aria-hidden="true" />
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Text size="sm" fw={600} px="sm" pt={8} truncate>
					{user.name}
				</Text>
				<Text size="xs" c="dimmed" px="sm" pb={8} truncate>
					{user.email}
				</Text>
				<Menu.Divider />
				<Preferences onLanguage={keepLanguage} />
				<Menu.Divider />
				<Menu.Item leftSection={<IconUserCircle size={17} />} onClick={() => void navigate({ to: "/account" })}>
					{t("account.open")}
				</Menu.Item>
				<Menu.Item leftSection={<IconLifebuoy size={17} />} onClick={() => void navigate({ to: "/help" })}>
					{t("nav.help")}
				</Menu.Item>
				<Menu.Item leftSection={<IconLogout size={17} />} onClick={() => void logout()}>
					{t("account.logout")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
