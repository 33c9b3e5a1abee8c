import { Button, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import { BlockIcon } from "../ui/BlockIcon";
import classes from "./canvas.module.css";
import { typeOf } from "./lookups";
import { useAdd } from "./useAdd";

const starts = ["trigger.command", "trigger.text", "trigger.schedule"];

/** An empty flow says how to begin. */
export function EmptyCanvas() {
	const { t, i18n } = useTranslation("canvas");
	const catalogue = useDraft((s) => s.catalogue);
	const add = useAdd();
	return (
		<div className={classes.empty}>
			<Title order={2} size="h3">
				{t("empty.title")}
			</Title>
			<Text c="dimmed" maw={420}>
				{t("empty.text")}
			</Text>
			<div className={classes.starts}>
				{starts.flatMap((name) => {
					const type = typeOf(catalogue, name);
					return type ? (
						<Button
							key={name}
							variant={name === starts[0] ? "filled" : "default"}
							leftSection={<BlockIcon name={type.icon} size={16} />}
							onClick={() => add(type, [0, 0])}
						>
							{type.title[i18n.language] ?? type.title.en}
						</Button>
					) : (
						[]
					);
				})}
			</div>
		</div>
	);
}
