import { ActionIcon, Button, Group, Menu, SegmentedControl, Select, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { Issue } from "../../api/types";
import type { Json } from "../../flow/types";
import { useForm, useWords, type WidgetProps } from "../context";
import { isName } from "../expression";
import { IssueLines } from "../FieldFrame";
import { Unset } from "../Fields";
import classes from "../form.module.css";
import { below, isObject, issuesAt, issuesWithin } from "../pointer";
import { operations, type Rule, readRule, ruleOf, sourceOf, type Test, withOperation, writeRule } from "../rules";
import { useReadable } from "../ValuePicker";
import { ExpressionInput, NamePicker } from "./ExpressionField";
import { JsonInput } from "./JsonField";
import { AnyValue } from "./ValueField";

/** A condition: rules with pickers, or an expression for the few. */
export function ConditionField(props: WidgetProps & { onlyExpression?: boolean }) {
	const { value, onChange, label, path, item, secrets, required, onlyExpression } = props;
	const { t } = useWords();
	const { issues } = useForm();
	const fresh: Rule = { kind: "test", left: item ? "item" : "event.text", op: "not_empty" };
	if (value === undefined || value === "") {
		return (
			<Group gap="xs">
				<Unset />
				<Button
					data-edits
					variant="default"
					size="xs"
					leftSection={<IconPlus size={14} />}
					onClick={() => onChange(onlyExpression ? sourceOf(fresh) : writeRule({ kind: "all", rules: [fresh] }))}
				>
					{t("add_rule")}
				</Button>
			</Group>
		);
	}
	const remove = !required && (
		<Button data-edits variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(undefined)}>
			{t("remove_condition")}
		</Button>
	);
	if (typeof value === "string") {
		const rule = ruleOf(value);
		return (
			<div className={classes.field}>
				<ExpressionInput
					value={value}
					onChange={(v) => onChange(v === "" && !required ? undefined : v)}
					label={label}
					item={item}
					secrets={secrets}
					issues={issuesAt(issues, path)}
					kind="condition"
				/>
				<Group gap="xs">
					{rule && !onlyExpression && (
						<Button data-edits variant="subtle" size="compact-sm" onClick={() => onChange(writeRule(rule))}>
							{t("with_rules")}
						</Button>
					)}
					{remove}
				</Group>
			</div>
		);
	}
	const rule = readRule(value);
	if (!rule) {
		return (
			<div className={classes.field}>
				<Text size="xs" c="var(--warning)">
					{t("not_a_rule")}
				</Text>
				<JsonInput value={value} onChange={onChange} label={label} />
				{remove}
			</div>
		);
	}
	return (
		<div className={classes.field}>
			<RuleField
				rule={rule}
				onChange={(r) => onChange(writeRule(r))}
				onRemove={required ? undefined : () => onChange(undefined)}
				path={path}
				issues={issues}
				item={item}
				secrets={secrets}
			/>
			<Group gap="xs">
				{rule.kind === "test" && (
					<Button
						data-edits
						variant="subtle"
						size="compact-sm"
						leftSection={<IconPlus size={13} />}
						onClick={() => onChange(writeRule({ kind: "all", rules: [rule, fresh] }))}
					>
						{t("and_rule")}
					</Button>
				)}
				<Button data-edits variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(sourceOf(rule))}>
					{t("as_expression")}
				</Button>
			</Group>
		</div>
	);
}

interface RuleProps {
	rule: Rule;
	onChange(rule: Rule): void;
	onRemove?: () => void;
	path: string;
	issues: readonly Issue[];
	item: boolean;
	secrets: boolean;
}

function RuleField(props: RuleProps) {
	const { rule, onChange, onRemove, path, issues, item } = props;
	const { t } = useWords();
	if (rule.kind === "test") {
		return <TestField {...props} test={rule} />;
	}
	if (rule.kind === "not") {
		return (
			<div className={classes.field}>
				<Group gap={4}>
					<Text size="sm" fw={600}>
						{t("rule_not")}
					</Text>
					{onRemove && <Bin label={t("remove_rule")} onPress={onRemove} />}
				</Group>
				<div className={classes.rules}>
					<RuleField
						{...props}
						rule={rule.rule}
						path={below(path, "not")}
						onRemove={undefined}
						onChange={(r) => onChange({ kind: "not", rule: r })}
					/>
				</div>
			</div>
		);
	}
	const set = (rules: Rule[]) => onChange({ kind: rule.kind, rules });
	const fresh: Test = { kind: "test", left: item ? "item" : "event.text", op: "not_empty" };
	return (
		<div className={classes.field}>
			<Group gap={4} wrap="nowrap">
				<SegmentedControl
					size="xs"
					aria-label={t("rule_group")}
					value={rule.kind}
					onChange={(kind) => onChange({ kind: kind === "any" ? "any" : "all", rules: rule.rules })}
					data={[
						{ value: "all", label: t("rule_all") },
						{ value: "any", label: t("rule_any") },
					]}
				/>
				{onRemove && <Bin label={t("remove_group")} onPress={onRemove} />}
			</Group>
			<div className={classes.rules}>
				{rule.rules.map((r, i) => (
					<RuleField
						// biome-ignore lint/suspicious/noArrayIndexKey: rules have no other name
						key={i}
						{...props}
						rule={r}
						path={below(below(path, rule.kind), i)}
						onChange={(next) => set(rule.rules.with(i, next))}
						onRemove={rule.rules.length > 1 ? () => set(rule.rules.toSpliced(i, 1)) : undefined}
					/>
				))}
				<Menu position="bottom-start" withinPortal>
					<Menu.Target>
						<Button data-edits variant="subtle" size="compact-sm" w="fit-content" leftSection={<IconPlus size={13} />}>
							{t("add")}
						</Button>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item onClick={() => set([...rule.rules, fresh])}>{t("add_rule")}</Menu.Item>
						<Menu.Item
							onClick={() => set([...rule.rules, { kind: rule.kind === "all" ? "any" : "all", rules: [fresh] }])}
						>
							{t("add_group")}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</div>
			<IssueLines issues={issuesAt(issues, path)} />
		</div>
	);
}

function TestField({ test, onChange, onRemove, path, issues, item, secrets }: RuleProps & { test: Test }) {
	const { t } = useWords();
	const names = useReadable(item, secrets);
	const count = operations[test.op] ?? 1;
	/** A number is compared with a number, so that nobody writes one as a text. */
	const change = (next: Test) => {
		const number = names.find((n) => n.name === next.left)?.type === "number" && operations[next.op] === 1;
		onChange(number && (next.right === undefined || next.right === "") ? { ...next, right: 0 } : next);
	};
	const operand = (value: Json | undefined, set: (v: Json) => void, label: string) =>
		isObject(value) && typeof value.expr === "string" && Object.keys(value).length === 1 ? (
			<div className={classes.inline}>
				<ExpressionInput
					value={value.expr}
					onChange={(source) => set({ expr: source })}
					label={label}
					item={item}
					secrets={secrets}
					issues={[]}
				/>
			</div>
		) : (
			<AnyValue
				value={value}
				label={label}
				item={item}
				secrets={secrets}
				required
				onChange={(v) => set(valueOrExpression(v))}
			/>
		);
	const pair = Array.isArray(test.right) ? test.right : [test.right ?? "", ""];
	return (
		<div className={classes.rule}>
			<div className={classes.ruleParts}>
				{isName(test.left) || test.left === "" ? (
					<NamePicker
						value={test.left}
						label={t("rule_left")}
						item={item}
						secrets={secrets}
						onChange={(left) => change({ ...test, left })}
					/>
				) : (
					<ExpressionInput
						value={test.left}
						label={t("rule_left")}
						item={item}
						secrets={secrets}
						issues={issuesAt(issues, below(path, "left"))}
						onChange={(left) => onChange({ ...test, left })}
					/>
				)}
				<Select
					aria-label={t("rule_op")}
					data={Object.keys(operations).map((o) => ({ value: o, label: t(`op.${o}`) }))}
					value={test.op}
					allowDeselect={false}
					onChange={(op) => op && change(withOperation(test, op))}
				/>
				{count === 1 && operand(test.right, (right) => onChange({ ...test, right }), t("rule_right"))}
				{count === 2 && (
					<>
						{operand(pair[0], (v) => onChange({ ...test, right: [v, pair[1] ?? ""] }), t("rule_from"))}
						{operand(pair[1], (v) => onChange({ ...test, right: [pair[0] ?? "", v] }), t("rule_to"))}
					</>
				)}
				<IssueLines issues={issuesWithin(issues, path)} />
			</div>
			{onRemove && <Bin label={t("remove_rule")} onPress={onRemove} />}
		</div>
	);
}

/** A rule compares with constants and expressions; braces around a whole value mean the expression inside. */
function valueOrExpression(v: Json | undefined): Json {
	if (typeof v === "string") {
		const whole = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(v)?.[1];
		return whole === undefined ? v : { expr: whole };
	}
	return v ?? "";
}

function Bin({ label, onPress }: { label: string; onPress(): void }) {
	return (
		<ActionIcon data-edits variant="subtle" color="gray" aria-label={label} onClick={onPress}>
			<IconTrash size={15} stroke={1.6} />
		</ActionIcon>
	);
}
