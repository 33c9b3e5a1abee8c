import { PasswordInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** The shortest password that is taken; the server says the same. */
export const shortestPassword = 10;

interface Props {
	value: string;
	onChange: (value: string) => void;
	/** Why it was not taken, where it was sent. */
	refused: string | undefined;
	/** The one that it takes the place of, where that is known. */
	old?: string;
}

/** A password that somebody thinks of: its rule stands below it, and turns into the reason why it is not good yet. */
export function NewPassword({ value, onChange, refused, old }: Props) {
	const { t } = useTranslation("account");
	const [left, setLeft] = useState(false);
	const input = useRef<HTMLInputElement>(null);
	const count = shortestPassword;
	let wrong = "";
	if (value !== "" && [...value].length < count) {
		wrong = t("password.short", { count });
	} else if (value !== "" && value === old) {
		wrong = t("password.same");
	}
	// The form is not sent with it; the words for that are ours and not the browser's.
	useEffect(() => input.current?.setCustomValidity(wrong), [wrong]);
	const error = (left && wrong) || refused;
	return (
		<PasswordInput
			label={t("password.new")}
			description={error ? undefined : t("password.rule", { count })}
			inputWrapperOrder={["label", "input", "description", "error"]}
			autoComplete="new-password"
			required
			value={value}
			onChange={(event) => {
				setLeft(false);
				onChange(event.currentTarget.value);
			}}
			onBlur={() => setLeft(true)}
			onInvalid={(event) => {
				if (wrong !== "") {
					event.preventDefault();
				}
				setLeft(true);
			}}
			ref={input}
			error={error}
			visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
		/>
	);
}
