import { Popover, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { comeIntoView } from "../ui/comeIntoView";
import { touch } from "../ui/touch";
import { useForm, useNameTitle, useWords } from "./context";
import classes from "./form.module.css";
import { type Name, nameGroups } from "./names";

interface ListProps {
	names: readonly Name[];
	onPick(name: Name): void;
	autoFocus?: boolean;
}

/** Values to pick from, grouped by where they come from, with a search; arrows and Enter work from its field. */
export function NameList({ names, onPick, autoFocus = true }: ListProps) {
	const { t } = useWords();
	const title = useNameTitle();
	const [search, setSearch] = useState("");
	const wanted = search.trim().toLowerCase();
	const [at, setAt] = useState(0);
	const found = nameGroups.flatMap((group) =>
		names.filter((n) => n.group === group && `${title(n.name)} ${n.name}`.toLowerCase().includes(wanted)),
	);
	const current = found[Math.min(at, found.length - 1)];
	const onKeyDown = (e: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
		if (step !== undefined && found.length > 0) {
			e.preventDefault();
			setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
		} else if (e.key === "Enter" && current) {
			e.preventDefault();
			onPick(current);
		}
	};
	return (
		<>
			<TextInput
				size="xs"
				aria-label={t("search_values")}
				placeholder={t("search_values")}
				value={search}
				onChange={(e) => {
					setSearch(e.currentTarget.value);
					setAt(0);
				}}
				onKeyDown={onKeyDown}
				data-autofocus={(autoFocus && !touch) || undefined}
			/>
			<div className={classes.names} tabIndex={-1} data-autofocus={(autoFocus && touch) || undefined}>
				{nameGroups.map((group) => {
					const list = found.filter((n) => n.group === group);
					return (
						list.length > 0 && (
							<div key={group}>
								<div className={classes.nameGroup}>{t(`name_group.${group}`)}</div>
								{list.map((n) => (
									<UnstyledButton
										key={n.name}
										ref={n === current && at > 0 ? comeIntoView : undefined}
										className={classes.name}
										data-current={n === current || undefined}
										onClick={() => onPick(n)}
										w="100%"
									>
										{title(n.name)}
										<small>{n.from ?? n.name}</small>
									</UnstyledButton>
								))}
							</div>
						)
					);
				})}
				{found.length === 0 && (
					<Text size="sm" p="sm" c="dimmed">
						{t("no_values")}
					</Text>
				)}
			</div>
		</>
	);
}

/** The names that a field may read. */
export function useReadable(item: boolean, secrets: boolean): Name[] {
	return useForm().names.filter((n) => (item || n.group !== "item") && (secrets || n.group !== "secrets"));
}

interface Props {
	names: readonly Name[];
	onPick(name: string): void;
	/** What opens the list. */
	children(open: () => void): ReactNode;
}

/** A list of values that opens from a button. */
export function ValuePicker({ names, onPick, children }: Props) {
	const { readOnly } = useForm();
	const [opened, { open, close }] = useDisclosure(false);
	return (
		<Popover
			opened={opened && !readOnly}
			onChange={(o) => !o && close()}
			width={300}
			withRoles={false} // the target is only the place; what opens it is within
			shadow="md"
			trapFocus
			position="bottom-end"
			withinPortal
		>
			<Popover.Target>
				<span className={classes.target}>{children(open)}</span>
			</Popover.Target>
			<Popover.Dropdown p="xs">
				<NameList
					names={names}
					onPick={(n) => {
						close();
						onPick(n.name);
					}}
				/>
			</Popover.Dropdown>
		</Popover>
	);
}
