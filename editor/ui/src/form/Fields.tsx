import { createTheme, MantineThemeProvider, Text } from "@mantine/core";
import { type ReactNode, use } from "react";
import { FormContext, type FormScope, useWords } from "./context";
import classes from "./Fields.module.css";

const fixed = { defaultProps: { readOnly: true } };
/** A box that is ticked or not has no way of its own to be read only; that nothing comes of it is the draft's doing. */
const fixedBox = { defaultProps: { "aria-readonly": true } };

/** What makes the kit's fields such that they can be reached, read and copied, and not be changed. */
const look = createTheme({
	components: {
		Autocomplete: fixed,
		Checkbox: fixedBox,
		MultiSelect: fixed,
		NumberInput: fixed,
		PasswordInput: fixed,
		SegmentedControl: { defaultProps: { readOnly: true, "aria-readonly": true } },
		Select: fixed,
		Switch: fixedBox,
		TagsInput: fixed,
		Textarea: fixed,
		TextInput: fixed,
	},
});

interface Props {
	scope: FormScope;
	className?: string;
	children: ReactNode;
}

/**
 * Where fields of the draft stand. Whoever may only look unfolds and reads all of it: fields are read only, and what adds,
 * moves or takes away is not there; a control says by `data-edits` that it does.
 */
export function Fields({ scope, className, children }: Props) {
	return (
		<FormContext value={scope}>
			<MantineThemeProvider theme={scope.readOnly ? look : undefined}>
				<div className={`${classes.fields} ${className ?? ""}`} data-read-only={scope.readOnly || undefined}>
					{children}
				</div>
			</MantineThemeProvider>
		</FormContext>
	);
}

/** Stands, for whoever may only look, where else a button adds the first of something. */
export function Unset() {
	const { t } = useWords();
	return (
		use(FormContext)?.readOnly && (
			<Text size="sm" c="dimmed">
				{t("unset")}
			</Text>
		)
	);
}
