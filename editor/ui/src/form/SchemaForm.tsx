import type { JsonSchema } from "../api/types";
import type { Json } from "../flow/types";
import { FormContext, type FormScope } from "./context";
import { Control, ObjectFields } from "./Field";
import { isObject } from "./pointer";
import { useWords } from "./context";

interface Props {
	scope: FormScope;
	schema: JsonSchema;
	/** Block type, or what the settings belong to. */
	owner: string;
	/** JSON pointer of the settings in the document. */
	path: string;
	value: Json | undefined;
	/** What a usual setting looks like: its settings stand in view. */
	example?: Json;
	onChange(value: Json): void;
}

/** A form for settings that a JSON Schema describes. It changes nothing by itself: what is not edited comes back as it was. */
export function SchemaForm({ scope, schema, owner, path, value, example, onChange }: Props) {
	const { t } = useWords();
	return (
		<FormContext value={scope}>
			{value === undefined || isObject(value) ? (
				<ObjectFields
					schema={schema}
					owner={owner}
					value={value ?? {}}
					path={path}
					item={false}
					secrets={false}
					example={example}
					onChange={onChange}
				/>
			) : (
				<Control
					schema={schema}
					value={value}
					name=""
					owner={owner}
					path={path}
					label={t("settings")}
					required
					item={false}
					secrets={false}
					onChange={(v) => onChange(v ?? {})}
				/>
			)}
		</FormContext>
	);
}
