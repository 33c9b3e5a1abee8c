import { ActionIcon, Menu, NumberInput, SegmentedControl } from "@mantine/core";
import {
	IconBraces,
	IconCode,
	IconLetterT,
	IconListNumbers,
	IconNumber123,
	IconToggleLeft,
	IconX,
} from "@tabler/icons-react";
import type { Json } from "../../flow/types";
import { useWords, type WidgetProps } from "../context";
import classes from "../form.module.css";
import { RichText } from "../RichText";
import { braced, wholeValue } from "../template";
import { ExpressionInput } from "./ExpressionField";
import { JsonInput } from "./JsonField";

type Kind = "text" | "number" | "bool" | "value" | "json" | "none";

const icons = {
	text: IconLetterT,
	number: IconNumber123,
	bool: IconToggleLeft,
	value: IconBraces,
	json: IconCode,
	none: IconX,
};
const kinds = Object.keys(icons) as Kind[];

function kindOf(value: Json | undefined): Kind {
	switch (typeof value) {
		case "string":
			return wholeValue(value) !== undefined ? "value" : "text";
		case "number":
			return "number";
		case "boolean":
			return "bool";
		case "object":
			return "json";
		default:
			return "text";
	}
}

const first: Readonly<Record<Kind, Json | undefined>> = {
	text: "",
	number: 0,
	bool: true,
	value: braced("event.text"),
	json: {},
	none: undefined,
};

/** A constant of any type, or a value of the bot. */
export function ValueField({ value, onChange, label, item, secrets, required }: WidgetProps) {
	return <AnyValue value={value} onChange={onChange} label={label} item={item} secrets={secrets} required={required} />;
}

interface Props {
	value: Json | undefined;
	onChange(value: Json | undefined): void;
	label: string;
	item: boolean;
	secrets: boolean;
	required: boolean;
}

export function AnyValue({ value, onChange, label, item, secrets, required }: Props) {
	const { t } = useWords();
	const kind = kindOf(value);
	const Icon = value === null || Array.isArray(value) ? IconListNumbers : icons[kind];
	return (
		<div className={classes.inline}>
			<div>
				{kind === "number" ? (
					<NumberInput
						aria-label={label}
						value={typeof value === "number" ? value : 0}
						onChange={(n) => typeof n === "number" && onChange(n)}
					/>
				) : kind === "bool" ? (
					<SegmentedControl
						aria-label={label}
						value={String(value)}
						onChange={(v) => onChange(v === "true")}
						data={[
							{ value: "true", label: t("yes") },
							{ value: "false", label: t("no") },
						]}
					/>
				) : kind === "json" ? (
					<JsonInput value={value} onChange={onChange} label={label} />
				) : kind === "value" ? (
					<ExpressionInput
						value={wholeValue(String(value)) ?? ""}
						onChange={(source) => onChange(braced(source))}
						label={label}
						item={item}
						secrets={secrets}
						issues={[]}
					/>
				) : (
					<RichText
						value={typeof value === "string" ? value : ""}
						onChange={(v) => onChange(v === "" && !required ? undefined : v)}
						label={label}
						markup={false}
						item={item}
						secrets={secrets}
					/>
				)}
			</div>
			<Menu position="bottom-end" withinPortal>
				<Menu.Target>
					<ActionIcon
						data-edits
						variant="subtle"
						color="gray"
						size={36}
						aria-label={t("kind_of", { what: label, kind: t(`kind.${kind}`) })}
					>
						<Icon size={16} stroke={1.6} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{kinds.map((k) => {
						const KindIcon = icons[k];
						return (
							<Menu.Item key={k} leftSection={<KindIcon size={15} />} onClick={() => k !== kind && onChange(first[k])}>
								{t(`kind.${k}`)}
							</Menu.Item>
						);
					})}
				</Menu.Dropdown>
			</Menu>
		</div>
	);
}
