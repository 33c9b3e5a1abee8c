import { SegmentedControl, Stack, Text, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { queries } from "../api/queries";
import { chooseLanguage, languages, ownName } from "../i18n/words";
import classes from "./Preferences.module.css";

/** Chooses the page's language. Whoever is logged in has it kept with the account, by onChange. */
export function LanguageSwitch({ onChange }: { onChange?: (language: string) => void }) {
	const { t, i18n } = useTranslation("app");
	return (
		<SegmentedControl
			size="xs"
			aria-label={t("language")}
			value={i18n.language}
			data={languages.map((l) => ({ value: l, label: ownName(l) }))}
			onChange={(value) => {
				const language = languages.find((l) => l === value);
				if (language) {
					void chooseLanguage(language).then(() => queries.invalidateQueries()); // the server words some of it
					onChange?.(language);
				}
			}}
		/>
	);
}

/** Chooses light, dark or as the device does. */
export function ThemeSwitch() {
	const { t } = useTranslation("app");
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const choice = (value: "light" | "dark" | "auto", icon: React.ReactNode) => ({
		value,
		label: (
			<span title={t(`theme.${value}`)} className={classes.choice}>
				{icon}
				<VisuallyHidden>{t(`theme.${value}`)}</VisuallyHidden>
			</span>
		),
	});
	return (
		<SegmentedControl
			size="xs"
			aria-label={t("theme.title")}
			value={colorScheme}
			data={[
				choice("light", <IconSun size={16} aria-hidden="true" />),
				choice("dark", <IconMoon size={16} aria-hidden="true" />),
				choice("auto", <IconDeviceDesktop size={16} aria-hidden="true" />),
			]}
			onChange={setColorScheme}
		/>
	);
}

/** Both, with their names, as the menu of the account shows them. */
export function Preferences({ onLanguage }: { onLanguage: (language: string) => void }) {
	const { t } = useTranslation("app");
	return (
		<Stack gap="xs" px="sm" py={6}>
			<Text size="xs" c="dimmed">
				{t("language")}
			</Text>
			<LanguageSwitch onChange={onLanguage} />
			<Text size="xs" c="dimmed">
				{t("theme.title")}
			</Text>
			<ThemeSwitch />
		</Stack>
	);
}
