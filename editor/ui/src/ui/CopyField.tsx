import { Button, Group, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./CopyField.module.css";
import { copyText } from "./copy";

/** A text to take elsewhere: a link, a token. */
export function CopyField({ label, value, description }: { label: string; value: string; description?: string }) {
	return (
		<Group align="flex-end" gap="xs" wrap="nowrap">
			<TextInput
				label={label}
				description={description}
				value={value}
				readOnly
				className={classes.field}
				classNames={{ input: classes.input }}
				onFocus={(event) => event.currentTarget.select()}
			/>
			<CopyTextButton value={value} />
		</Group>
	);
}

/** Copies a text and says so for a moment. */
export function CopyTextButton({ value, label, size }: { value: string; label?: string; size?: "xs" }) {
	const { t } = useTranslation("app");
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (copied) {
			const timer = setTimeout(() => setCopied(false), 2000);
			return () => clearTimeout(timer);
		}
	}, [copied]);
	return (
		<Button
			size={size}
			variant="default"
			className={classes.button}
			leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
			onClick={() => void copyText(value).then(setCopied)}
		>
			<span aria-live="polite">{copied ? t("copied") : (label ?? t("copy"))}</span>
		</Button>
	);
}
