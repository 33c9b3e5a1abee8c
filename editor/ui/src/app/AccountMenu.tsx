import { Avatar, Divider, Popover, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconLifebuoy, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client";
import { useFailToast } from "../ui/useFailToast";
import classes from "./AccountMenu.module.css";
import { Preferences } from "./Preferences";
import { enter, leave, useSession } from "./session";

/** Who is logged in, language and theme, and the way out. It is no menu to a screen reader: a menu has no switches. */
export function AccountMenu() {
	const { t } = useTranslation("app");
	const { user } = useSession();
	const navigate = useNavigate();
	const fail = useFailToast();
	const [opened, setOpened] = useState(false);
	const close = () => setOpened(false);
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
		<Popover
			opened={opened}
			onChange={setOpened}
			position="bottom-end"
			width={250}
			radius="md"
			shadow="md"
			trapFocus
			returnFocus
		>
			<Popover.Target>
				<UnstyledButton title={user.name} onClick={() => setOpened(!opened)}>
					<VisuallyHidden>{t("account.menu", { name: user.name })}</VisuallyHidden>
					<Avatar name={user.name} color="brand" size={34} radius="xl" aria-hidden="true" />
				</UnstyledButton>
			</Popover.Target>
			<Popover.Dropdown p={4}>
				<Text size="sm" fw={600} px="sm" pt={8} truncate>
					{user.name}
				</Text>
				<Text size="xs" c="dimmed" px="sm" pb={8} truncate>
					{user.email}
				</Text>
				<Divider my={4} />
				<Preferences onLanguage={keepLanguage} />
				<Divider my={4} />
				<Link to="/account" className={classes.item} onClick={close}>
					<IconUserCircle size={17} aria-hidden="true" />
					{t("account.open")}
				</Link>
				<Link to="/help" className={classes.item} onClick={close}>
					<IconLifebuoy size={17} aria-hidden="true" />
					{t("nav.help")}
				</Link>
				<UnstyledButton className={classes.item} onClick={() => void logout()}>
					<IconLogout size={17} aria-hidden="true" />
					{t("account.logout")}
				</UnstyledButton>
			</Popover.Dropdown>
		</Popover>
	);
}
