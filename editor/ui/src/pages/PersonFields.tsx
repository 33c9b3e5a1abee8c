import { PasswordInput, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../api/problem";
import { fieldError } from "../ui/problem-text";

export interface Person {
	name: string;
	email: string;
	password: string;
}

export const nobody: Person = { name: "", email: "", password: "" };

/** The shortest password that is taken; the server says the same. */
export const shortestPassword = 10;

interface Props {
	person: Person;
	onChange: (person: Person) => void;
	problem: Problem | undefined;
}

/** What is asked of someone who gets an account: name, address, password. */
export function PersonFields({ person, onChange, problem }: Props) {
	const { t } = useTranslation("account");
	const [left, setLeft] = useState(false);
	const password = useRef<HTMLInputElement>(null);
	const short = person.password !== "" && [...person.password].length < shortestPassword;
	// The form is not sent with a short password; the words for it are ours and not the browser's.
	useEffect(
		() => password.current?.setCustomValidity(short ? t("password.short", { count: shortestPassword }) : ""),
		[short, t],
	);
	return (
		<>
			<TextInput
				label={t("name")}
				autoComplete="name"
				required
				maxLength={100}
				value={person.name}
				onChange={(event) => onChange({ ...person, name: event.currentTarget.value })}
				error={fieldError(problem, "/name")}
			/>
			<TextInput
				label={t("email")}
				type="email"
				autoComplete="username"
				required
				value={person.email}
				onChange={(event) => onChange({ ...person, email: event.currentTarget.value })}
				error={fieldError(problem, "/email")}
			/>
			<PasswordInput
				label={t("password.new")}
				description={t("password.rule", { count: shortestPassword })}
				autoComplete="new-password"
				required
				value={person.password}
				onChange={(event) => {
					setLeft(false);
					onChange({ ...person, password: event.currentTarget.value });
				}}
				onBlur={() => setLeft(true)}
				onInvalid={(event) => {
					event.preventDefault();
					setLeft(true);
				}}
				ref={password}
				error={(left && short && t("password.short", { count: shortestPassword })) || fieldError(problem, "/password")}
				visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
			/>
		</>
	);
}
