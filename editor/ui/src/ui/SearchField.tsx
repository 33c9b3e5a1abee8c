import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props {
	/** What is searched, such as "Search bots". */
	label: string;
	value: string;
	onChange: (value: string) => void;
	width?: number;
}

/** A field that narrows what is shown; Escape empties it. */
export function SearchField({ label, value, onChange, width = 280 }: Props) {
	const { t } = useTranslation("app");
	return (
		<TextInput
			type="search"
			aria-label={label}
			placeholder={label}
			value={value}
			w={{ base: "100%", xs: width }}
			leftSection={<IconSearch size={16} aria-hidden="true" />}
			rightSection={value !== "" && <CloseButton size={28} aria-label={t("clear")} onClick={() => onChange("")} />}
			onChange={(event) => onChange(event.currentTarget.value)}
			onKeyDown={(event) => event.key === "Escape" && onChange("")}
		/>
	);
}
