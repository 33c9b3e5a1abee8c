import { Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Role, roles } from "../../api/workspaces";

interface Props {
	label: string;
	value: string;
	/** The label is read but not shown. */
	quiet?: boolean;
	disabled?: boolean;
	onChange: (role: Role) => void;
}

/** Chooses a role, with what each may do. */
export function RoleSelect({ label, value, quiet, disabled, onChange }: Props) {
	const { t } = useTranslation("account");
	return (
		<Select
			label={quiet ? undefined : label}
			aria-label={label}
			w={quiet ? 168 : undefined}
			value={value}
			disabled={disabled}
			allowDeselect={false}
			comboboxProps={{ width: 320, position: "bottom-end" }}
			data={roles.map((role) => ({ value: role, label: t(`role.${role}.title`) }))}
			renderOption={({ option }) => (
				<div>
					<Text size="sm" fw={600}>
						{option.label}
					</Text>
					<Text size="xs" c="dimmed">
						{t(`role.${option.value}.about`)}
					</Text>
				</div>
			)}
			onChange={(chosen) => {
				const role = roles.find((r) => r === chosen);
				if (role && role !== value) {
					onChange(role);
				}
			}}
		/>
	);
}
