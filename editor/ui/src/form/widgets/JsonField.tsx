import { Button, Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Json } from "../../flow/types";
import { useWords, type WidgetProps } from "../context";
import classes from "../form.module.css";

interface Props {
	value: Json | undefined;
	onChange(value: Json | undefined): void;
	label: string;
}

function written(value: Json | undefined): string {
	return value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** JSON as text. What does not parse stays in the field, with a word about it, and is not taken. */
export function JsonInput({ value, onChange, label }: Props) {
	const { t } = useWords();
	const [text, setText] = useState(() => written(value));
	const [wrong, setWrong] = useState(false);
	const [known, setKnown] = useState(value);
	useEffect(() => {
		if (JSON.stringify(value) !== JSON.stringify(known)) {
			setKnown(value);
			setText(written(value));
			setWrong(false);
		}
	}, [value, known]);
	return (
		<div className={classes.field}>
			<Textarea
				aria-label={label}
				className={classes.mono}
				autosize
				minRows={2}
				maxRows={18}
				spellCheck={false}
				value={text}
				aria-invalid={wrong || undefined}
				onKeyDown={(e) => e.stopPropagation()}
				onChange={(e) => {
					const next = e.currentTarget.value;
					setText(next);
					try {
						const parsed = next.trim() === "" ? undefined : (JSON.parse(next) as Json);
						setWrong(false);
						setKnown(parsed);
						onChange(parsed);
					} catch {
						setWrong(true);
					}
				}}
			/>
			{wrong ? (
				<Text size="xs" c="var(--error)" role="alert">
					{t("json_wrong")}
				</Text>
			) : (
				text !== written(value) && (
					<Button size="compact-sm" variant="subtle" w="fit-content" onClick={() => setText(written(value))}>
						{t("json_pretty")}
					</Button>
				)
			)}
		</div>
	);
}

export function JsonField({ value, onChange, label }: WidgetProps) {
	return <JsonInput value={value} onChange={onChange} label={label} />;
}
