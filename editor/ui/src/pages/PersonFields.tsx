import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Problem } from "../api/problem";
import { fieldError } from "../ui/problem-text";
import { NewPassword } from "./NewPassword";

export interface Person {
	name: string;
	email: string;
	password: string;
}

export const nobody: Person = { name: "", email: "", password: "" };

interface Props {
	person: Person;
	onChange: (person: Person) => void;
	problem: Problem | undefined;
}

/** What is asked of someone who gets an account: name, address, password. */
export function PersonFields({ person, onChange, problem }: Props) {
	const { t } = useTranslation("account");
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
			<NewPassword
				value={person.password}
				onChange={(password) => onChange({ ...person, password })}
				refused={fieldError(problem, "/password")}
			/>
		</>
	);
}
