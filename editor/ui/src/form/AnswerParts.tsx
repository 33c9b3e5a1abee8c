import { Button, Code, Text } from "@mantine/core";
import { IconCheck, IconPlus } from "@tabler/icons-react";
import { variableKey } from "../flow/elements";
import { setConfig, setVariable } from "../flow/fields";
import type { Block, Json } from "../flow/types";
import { clip } from "../ui/clip";
import { declaration, variableCalled } from "../values/declare";
import { type AnswerPart, partsOf } from "./answer-parts";
import { useForm, useNameTitle, useWords } from "./context";
import classes from "./form.module.css";
import { isObject } from "./pointer";

/** The values in what a service has answered, each with a button that makes the block keep it in a variable of its own. */
export function AnswerParts({ block, body }: { block: Block; body: string }) {
	const { t } = useWords();
	const title = useNameTitle();
	const form = useForm();
	const parts = partsOf(body);
	const config = isObject(block.config) ? block.config : {};
	const kept = Array.isArray(config.save) ? config.save : [];
	if (parts.length === 0 || !form.flow) {
		return null;
	}
	const keep = (part: AnswerPart) => {
		const all = form.document.variables ?? [];
		let words = part.name;
		for (let i = 2; variableCalled(words, "session", all); i++) {
			words = `${part.name} ${i}`;
		}
		const variable = declaration(words, "session", part.type, all) ?? declaration("answer", "session", part.type, all);
		if (!variable) {
			return;
		}
		const entry: Json = {
			...(part.from === "" ? {} : { from: part.from }),
			to: variableKey(variable),
			type: part.type,
		};
		const save = setConfig(form.flow ?? "", block.id, { ...config, save: [...kept, entry] });
		const declare = setVariable(variable);
		form.edit({ name: save.name, run: (d) => save.run(declare.run(d)) });
	};
	return (
		<div>
			<Text size="xs" fw={600} className={classes.soft}>
				{t("try_parts")}
			</Text>
			<Text size="xs" className={classes.soft}>
				{t("try_parts_help")}
			</Text>
			<ul className={classes.parts}>
				{parts.map((part) => {
					const to = kept.find((k) => isObject(k) && (k.from ?? "") === part.from && (k.part ?? "body") === "body");
					return (
						<li key={part.from}>
							<div>
								<Text size="sm" className={classes.partName}>
									{part.from || t("try_parts_whole")}
								</Text>
								<Code>{clip(JSON.stringify(part.value), 80)}</Code>
							</div>
							{isObject(to) ? (
								<Text size="xs" className={classes.partKept}>
									<IconCheck size={14} aria-hidden />
									{t("try_kept", { where: title(String(to.to)) })}
								</Text>
							) : (
								<Button
									size="compact-sm"
									variant="light"
									leftSection={<IconPlus size={14} />}
									aria-label={t("try_keep_what", { what: part.from || t("try_parts_whole") })}
									onClick={() => keep(part)}
								>
									{t("try_keep")}
								</Button>
							)}
						</li>
					);
				})}
			</ul>
		</div>
	);
}
