import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { BlockType, Catalogue, Issue, JsonSchema } from "../api/types";
import type { Command } from "../draft/store";
import type { BotDocument, Json } from "../flow/types";
import type { FormScope } from "./context";
import { namesOf } from "./names";
import { SchemaForm } from "./SchemaForm";

const files = import.meta.glob<JsonSchema & { examples?: Json[] }>("../../../../schemas/*.*.schema.json", {
	eager: true,
	import: "default",
});

/** The standard block types, as far as their schemas tell them. */
export const types: BlockType[] = Object.entries(files).flatMap(([file, schema]) => {
	const name = /([^/]+)\.schema\.json$/.exec(file)?.[1] ?? "";
	const [family = ""] = name.split(".");
	return name.includes(".")
		? [
				{
					name,
					family,
					version: 1,
					title: { en: schema.title ?? name },
					help: { en: "" },
					icon: "",
					trigger: family === "trigger",
					waits: family === "ask",
					exits: [{ name: "next", title: { en: "Next" } }],
					outputs: [],
					example: schema.examples?.[0] ?? {},
					schema,
				},
			]
		: [];
});

export const catalogue: Catalogue = { types, families: [], functions: [] };

export const bot: BotDocument = {
	schema_version: 1,
	name: "Shop",
	language: "en",
	variables: [{ name: "city", scope: "user", type: "text" }],
	tables: [{ name: "products", columns: [{ name: "price", type: "number" }] }],
	flows: [{ id: "main", name: "Main", blocks: [{ id: "hello", type: "message.text", label: "Hello" }], edges: [] }],
};

export function Providers({ children }: { children: ReactNode }) {
	return (
		<MantineProvider env="test">
			<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
				{children}
			</QueryClientProvider>
		</MantineProvider>
	);
}

interface Props {
	schema: JsonSchema;
	owner?: string;
	value: Json | undefined;
	example?: Json;
	issues?: Issue[];
	onChange(value: Json): void;
	onEdit?(command: Command): void;
	readOnly?: boolean;
}

/** A form that keeps what is edited, as the draft does. */
export function TestForm({
	schema,
	owner = "test",
	value,
	example,
	issues = [],
	onChange,
	onEdit,
	readOnly = false,
}: Props) {
	const [now, setNow] = useState(value);
	const scope: FormScope = {
		bot: "b1",
		document: bot,
		catalogue,
		flow: "main",
		root: schema,
		config: now,
		issues,
		names: namesOf(bot, catalogue, { flow: "main", item: true, secrets: true }),
		edit: onEdit ?? (() => {}),
		used: () => false,
		readOnly,
	};
	return (
		<Providers>
			<SchemaForm
				scope={scope}
				schema={schema}
				owner={owner}
				path=""
				value={now}
				example={example}
				onChange={(v) => {
					setNow(v);
					onChange(v);
				}}
			/>
		</Providers>
	);
}
