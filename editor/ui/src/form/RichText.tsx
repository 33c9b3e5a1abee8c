import { ActionIcon, Button, Group, Popover, Text, Textarea, TextInput, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBold, IconBraces, IconItalic, IconLink, IconStrikethrough, IconUnderline } from "@tabler/icons-react";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useForm, useNameTitle, useWords } from "./context";
import { EmojiPicker } from "./EmojiPicker";
import { chip, fromNodes, toNodes } from "./editing";
import { FreshIssues } from "./FieldFrame";
import classes from "./form.module.css";
import { readMarkup, visibleLength } from "./markup";
import { valueSpans } from "./template";
import { useTextIssues } from "./useTextIssues";
import { useReadable, ValuePicker } from "./ValuePicker";
import { ExpressionInput } from "./widgets/ExpressionField";

interface Props {
	value: string;
	onChange(value: string): void;
	label: string;
	placeholder?: string;
	/** Telegram's markup and several lines, or one plain line. */
	markup: boolean;
	/** UTF-16 units that the user may see; 0 for no limit. */
	limit?: number;
	item: boolean;
	secrets: boolean;
	invalid?: boolean;
}

/** A text in which values are chips with plain names: no braces unless the author types them. */
export function RichText(props: Props) {
	const { value, onChange, label, placeholder, markup, limit = 0, item, secrets } = props;
	const { t } = useWords();
	const title = useNameTitle();
	const { readOnly } = useForm();
	const names = useReadable(item, secrets);
	const root = useRef<HTMLDivElement>(null);
	const emitted = useRef<string>(undefined);
	const caret = useRef<Range>(undefined);
	const [opened, setOpened] = useState<HTMLElement>();
	const readable = !markup || readMarkup(value) !== undefined;
	const found = useTextIssues(value, "template", { item, secrets });
	const titleRef = useRef(title);
	titleRef.current = title;

	useLayoutEffect(() => {
		if (root.current && emitted.current !== value) {
			root.current.replaceChildren(...(toNodes(value, markup, titleRef.current) ?? []));
			emitted.current = value;
		}
	}, [value, markup]);

	// A value may be called otherwise meanwhile: in the bot's settings beside, or once the server has said what it is.
	useLayoutEffect(() => {
		for (const e of root.current?.querySelectorAll<HTMLElement>("[data-source]") ?? []) {
			const words = title(e.dataset.source ?? "");
			if (e.textContent !== words) {
				e.textContent = words;
			}
		}
	});

	// Values that are wrong are underlined where they stand. Where addresses of links hold values too, nothing is: they are not seen.
	useLayoutEffect(() => {
		const spans = valueSpans(value);
		const chips = root.current?.querySelectorAll<HTMLElement>("[data-source]") ?? [];
		for (const [i, e] of [...chips].entries()) {
			const span = chips.length === spans.length ? spans[i] : undefined;
			const wrong = span && found.find((x) => x.from !== undefined && x.from >= span.from && x.from < span.to);
			e.toggleAttribute("data-wrong", wrong !== undefined);
			e.title = wrong?.message ?? e.dataset.source ?? "";
		}
	}, [found, value]);

	function emit() {
		if (root.current) {
			const source = fromNodes(root.current, markup);
			if (root.current.textContent === "" && source === "") {
				root.current.replaceChildren(); // shows the placeholder again
			}
			emitted.current = source;
			onChange(source);
		}
	}

	function remember() {
		const s = window.getSelection();
		if (s && s.rangeCount > 0 && root.current?.contains(s.getRangeAt(0).commonAncestorContainer)) {
			caret.current = s.getRangeAt(0).cloneRange();
		}
	}

	function restore() {
		root.current?.focus();
		const s = window.getSelection();
		if (s && caret.current && root.current?.contains(caret.current.commonAncestorContainer)) {
			s.removeAllRanges();
			s.addRange(caret.current);
		} else if (s && root.current) {
			s.selectAllChildren(root.current);
			s.collapseToEnd();
		}
	}

	function insert(node: Node) {
		restore();
		const range = window.getSelection()?.getRangeAt(0);
		if (range) {
			range.deleteContents();
			range.insertNode(node);
			range.setStartAfter(node);
			range.collapse(true);
			remember();
			emit();
		}
	}

	function format(command: string, argument?: string) {
		restore();
		document.execCommand("styleWithCSS", false, "false");
		document.execCommand(command, false, argument);
		emit();
	}

	if (!readable) {
		return (
			<div>
				<Textarea
					aria-label={label}
					autosize
					minRows={3}
					maxRows={16}
					className={classes.mono}
					value={value}
					onChange={(e) => onChange(e.currentTarget.value)}
				/>
				<Text size="xs" mt={4} className={classes.soft}>
					{t("text_as_source")}
				</Text>
			</div>
		);
	}
	const length = limit > 0 ? visibleLength(readMarkup(value) ?? []) : 0;
	const insertTools = (
		<>
			<ValuePicker names={names} onPick={(name) => insert(chip(name, title))}>
				{(open) => (
					<Tooltip label={t("insert_value")}>
						<ActionIcon
							variant="subtle"
							color="gray"
							size={28}
							aria-label={t("insert_value")}
							onMouseDown={(e) => e.preventDefault()}
							onClick={open}
						>
							<IconBraces size={16} stroke={1.7} />
						</ActionIcon>
					</Tooltip>
				)}
			</ValuePicker>
			<EmojiPicker onPick={(e) => insert(document.createTextNode(e))} />
		</>
	);
	const field = (
		// biome-ignore lint/a11y/useSemanticElements: no input shows chips in its text
		<div
			ref={root}
			className={markup ? classes.long : classes.text}
			contentEditable={!readOnly}
			aria-readonly={readOnly || undefined}
			suppressContentEditableWarning
			role="textbox"
			tabIndex={0}
			aria-label={label}
			aria-multiline={markup}
			aria-invalid={props.invalid || found.length > 0 || undefined}
			data-placeholder={placeholder ?? ""}
			onInput={() => {
				remember();
				emit();
			}}
			onKeyDown={(e) => {
				e.stopPropagation(); // keys of the canvas are not meant
				if (e.key === "Enter") {
					e.preventDefault();
					if (markup) {
						document.execCommand("insertLineBreak");
					}
				}
			}}
			onKeyUp={remember}
			onMouseUp={remember}
			onBlur={() => {
				remember();
				const now = root.current && fromNodes(root.current, markup);
				if (root.current && now?.includes("{{") && /\{\{/.test(root.current.textContent ?? "")) {
					root.current.replaceChildren(...(toNodes(now, markup, title) ?? []));
				}
			}}
			onPaste={(e) => {
				e.preventDefault();
				const text = e.clipboardData.getData("text/plain");
				document.execCommand("insertText", false, markup ? text : text.replace(/\s*\n\s*/g, " "));
			}}
			onClick={(e) => {
				const found = e.target instanceof HTMLElement ? e.target.closest<HTMLElement>("[data-source]") : null;
				setOpened(found ?? undefined);
			}}
		/>
	);
	return (
		<>
			{markup ? (
				<div className={classes.box}>
					{field}
					<div data-edits className={classes.tools}>
						{insertTools}
						<Tool label={t("bold")} onPress={() => format("bold")} icon={<IconBold size={16} />} />
						<Tool label={t("italic")} onPress={() => format("italic")} icon={<IconItalic size={16} />} />
						<Tool label={t("underline")} onPress={() => format("underline")} icon={<IconUnderline size={16} />} />
						<Tool label={t("strike")} onPress={() => format("strikeThrough")} icon={<IconStrikethrough size={16} />} />
						<LinkTool onLink={(url) => format("createLink", url)} />
						<span className={classes.grow} />
						{limit > 0 && length > limit * 0.5 && (
							<Text size="xs" c={length > limit ? "var(--error)" : "dimmed"} pe={6}>
								{t("length", { length, limit })}
							</Text>
						)}
					</div>
				</div>
			) : (
				<div className={classes.box}>
					<div className={classes.inline}>
						{field}
						<div data-edits className={classes.inlineTools}>
							{insertTools}
						</div>
					</div>
				</div>
			)}
			<FreshIssues issues={found} />
			{opened && (
				<div className={classes.panel}>
					<ExpressionInput
						value={opened.dataset.source ?? ""}
						label={t("value")}
						item={item}
						secrets={secrets}
						issues={[]}
						onChange={(source) => {
							opened.dataset.source = source;
							opened.textContent = title(source);
							emit();
						}}
					/>
					<Group mt="xs" gap="xs">
						<Button size="compact-sm" variant="light" onClick={() => setOpened(undefined)}>
							{t("done")}
						</Button>
						<Button
							data-edits
							size="compact-sm"
							variant="subtle"
							color="red"
							onClick={() => {
								opened.remove();
								setOpened(undefined);
								emit();
							}}
						>
							{t("remove")}
						</Button>
					</Group>
				</div>
			)}
		</>
	);
}

function Tool({ label, icon, onPress }: { label: string; icon: ReactNode; onPress(): void }) {
	return (
		<Tooltip label={label}>
			<ActionIcon
				variant="subtle"
				color="gray"
				size={28}
				aria-label={label}
				onMouseDown={(e) => e.preventDefault()}
				onClick={onPress}
			>
				{icon}
			</ActionIcon>
		</Tooltip>
	);
}

function LinkTool({ onLink }: { onLink(url: string): void }) {
	const { t } = useWords();
	const [opened, { open, close }] = useDisclosure(false);
	const [url, setURL] = useState("https://");
	return (
		<Popover
			opened={opened}
			onChange={(o) => !o && close()}
			trapFocus
			shadow="md"
			width={280}
			withinPortal
			withRoles={false}
		>
			<Popover.Target>
				<span>
					<Tool label={t("link")} icon={<IconLink size={16} />} onPress={open} />
				</span>
			</Popover.Target>
			<Popover.Dropdown>
				<form
					onSubmit={(e) => {
						e.preventDefault();
						close();
						onLink(url);
					}}
				>
					<TextInput
						label={t("link_address")}
						value={url}
						onChange={(e) => setURL(e.currentTarget.value)}
						data-autofocus
					/>
					<Button type="submit" size="xs" mt="xs">
						{t("done")}
					</Button>
				</form>
			</Popover.Dropdown>
		</Popover>
	);
}
