import {
	ActionIcon,
	Alert,
	Button,
	Group,
	Menu,
	Popover,
	SegmentedControl,
	Select,
	Skeleton,
	Switch,
	Tabs,
	Text,
} from "@mantine/core";
import {
	IconClockPlay,
	IconPlayerSkipForward,
	IconPlus,
	IconRefresh,
	IconSettingsExclamation,
	IconX,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { mayCall } from "../blocks/registry";
import { useDraft } from "../draft/DraftProvider";
import { pageLanguage } from "../i18n/words";
import { useReason } from "../ui/problem-text";
import classes from "./Chat.module.css";
import { Film } from "./Film";
import { ScreenView } from "./Screen";
import { Services } from "./Services";
import { Tests } from "./Tests";
import type { Faults } from "./types";
import { useChat } from "./useChat";
import { Values } from "./Values";

interface Props {
	bot: string;
	onClose?: () => void;
	/** Shows what is wrong with the draft where that keeps the chat from opening. */
	onMend?: () => void;
}

/** Who talks to the bot besides the author. */
const others = ["second", "third", "fourth", "fifth"];

const skips = ["1m", "1h", "24h"] as const;
const troubles = ["ok", "slow", "errors", "down"] as const;
const always = ["chat", "film", "values", "tests"];

/** A conversation with the draft: the real engine over a simulated Telegram, and what it did. */
export function ChatPanel({ bot, onClose, onMend }: Props) {
	const { t, i18n } = useTranslation("chat");
	const reason = useReason();
	const { chat, ask, busy, problem, forget } = useChat(bot, pageLanguage());
	const selected = useDraft((d) => d.selected);
	const flow = useDraft((d) => d.flow);
	const [who, setWho] = useState("you");
	const [view, setView] = useState("chat");
	const calls = useDraft((d) => d.document.flows.some((f) => f.blocks.some((b) => mayCall(b.type))));
	const views = calls ? [...always, "services"] : always;
	const now = chat.data;
	const person = now?.people.find((p) => p.name === who) ?? now?.people[0];
	const [only] = selected;

	const closing = onClose && (
		<ActionIcon variant="subtle" color="gray" size={34} aria-label={t("close")} onClick={onClose}>
			<IconX size={18} stroke={1.6} />
		</ActionIcon>
	);
	const plainHead = (
		<header className={classes.head}>
			<Text fw={600} size="sm" className={classes.who}>
				{t("title")}
			</Text>
			{closing}
		</header>
	);
	if (chat.isError && !now) {
		const broken = asProblem(chat.error).code === "document_invalid";
		return (
			<aside className={classes.panel} aria-label={t("title")}>
				{plainHead}
				<Alert color="red" m="md" mt="xs" title={t("not_opened")}>
					<Text size="sm">{broken ? t("broken") : reason(chat.error)}</Text>
					<Group gap="xs" mt="sm">
						{onMend && broken && (
							<Button size="xs" onClick={onMend}>
								{t("mend")}
							</Button>
						)}
						<Button size="xs" variant="default" onClick={() => void chat.refetch()}>
							{t("again")}
						</Button>
					</Group>
				</Alert>
			</aside>
		);
	}
	if (!now || !person) {
		return (
			<aside className={classes.panel} aria-label={t("title")} aria-busy="true">
				{plainHead}
				<div className={classes.skeleton}>
					<Skeleton h={34} w="60%" />
					<Skeleton h={64} w="75%" radius="lg" />
					<Skeleton h={44} w="50%" radius="lg" ml="auto" />
					<Skeleton h={90} w="75%" radius="lg" />
				</div>
			</aside>
		);
	}
	const { faults } = now;
	const change = (next: Partial<Faults>) => ask({ what: "faults", faults: { ...faults, ...next } });
	const troubled = faults.api !== "ok" || faults.telegram !== "ok" || person.blocked;
	return (
		<aside className={classes.panel} aria-label={t("title")}>
			<header className={classes.head}>
				<div className={classes.who}>
					<Text fw={600} size="sm">
						{t("title")}
					</Text>
					<Text size="xs" c="dimmed" title={t("clock")}>
						{clockTime(now.clock, i18n.language)}
						{person.wakes && ` · ${t("wakes", { when: person.wakes })}`}
					</Text>
				</div>
				<Menu position="bottom-end" withinPortal>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" size={34} aria-label={t("skip")} title={t("skip")}>
							<IconClockPlay size={18} stroke={1.6} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Label>{t("skip")}</Menu.Label>
						{skips.map((s) => (
							<Menu.Item key={s} onClick={() => ask({ what: "clock", skip: s })}>
								{t(`skip_by.${s}`)}
							</Menu.Item>
						))}
						<Menu.Item disabled={!person.wakes} onClick={() => ask({ what: "clock", skip: "next" })}>
							{t("skip_by.next")}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
				<Popover position="bottom-end" withinPortal trapFocus width={260} radius="md" shadow="md">
					<Popover.Target>
						<ActionIcon
							variant={troubled ? "light" : "subtle"}
							color={troubled ? "orange" : "gray"}
							size={34}
							aria-label={t("faults")}
							title={t("faults")}
						>
							<IconSettingsExclamation size={18} stroke={1.6} />
						</ActionIcon>
					</Popover.Target>
					<Popover.Dropdown p="sm" aria-label={t("faults")}>
						<Text size="sm" fw={600} mb={6}>
							{t("faults")}
						</Text>
						<Select
							size="sm"
							label={t("fault_api")}
							allowDeselect={false}
							comboboxProps={{ withinPortal: false }}
							data={troubles.map((f) => ({ value: f, label: t(`fault.${f}`) }))}
							value={faults.api}
							onChange={(v) => change({ api: troubles.find((f) => f === v) ?? "ok" })}
						/>
						<Switch
							mt="sm"
							label={t("fault_telegram")}
							checked={faults.telegram === "errors"}
							onChange={(e) => change({ telegram: e.currentTarget.checked ? "errors" : "ok" })}
						/>
						<Switch
							mt="sm"
							label={t("fault_blocked")}
							checked={person.blocked}
							onChange={(e) => ask({ what: "act", person: person.name, act: { block: e.currentTarget.checked } })}
						/>
					</Popover.Dropdown>
				</Popover>
				<ActionIcon
					variant="subtle"
					color="gray"
					size={34}
					aria-label={t("restart")}
					title={t("restart")}
					onClick={() => ask({ what: "restart", keep: false })}
				>
					<IconRefresh size={18} stroke={1.6} />
				</ActionIcon>
				{closing}
			</header>
			<div className={classes.bar}>
				<SegmentedControl
					size="xs"
					fullWidth
					aria-label={t("view")}
					value={view}
					onChange={setView}
					data={views.map((v) => ({ value: v, label: t(`view_of.${v}`) }))}
				/>
			</div>
			<div className={classes.people}>
				<Tabs value={person.name} onChange={(p) => p && setWho(p)} variant="pills" radius="xl">
					<Tabs.List>
						{now.people.map((p) => (
							<Tabs.Tab key={p.name} value={p.name} size="xs" className={classes.person}>
								{p.title}
							</Tabs.Tab>
						))}
					</Tabs.List>
				</Tabs>
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={t("add_person")}
					title={t("add_person")}
					disabled={others.length < now.people.length}
					onClick={() => {
						const name = others.find((n) => !now.people.some((p) => p.name === n));
						if (name) {
							ask({ what: "people", name });
							setWho(name);
						}
					}}
				>
					<IconPlus size={16} />
				</ActionIcon>
				<span className={classes.turnText} />
				{only !== undefined && (
					<Button
						size="compact-sm"
						variant="subtle"
						leftSection={<IconPlayerSkipForward size={14} />}
						onClick={() => ask({ what: "jump", person: person.name, flow, block: only })}
					>
						{t("from_here")}
					</Button>
				)}
			</div>
			{now.outdated && (
				<div className={classes.outdated} role="status">
					<span>{t("outdated")}</span>
					<Button size="compact-sm" variant="light" onClick={() => ask({ what: "restart", keep: true })}>
						{t("take_newest")}
					</Button>
				</div>
			)}
			{problem && (
				<Alert color="red" mx="sm" my={4} p="xs" withCloseButton closeButtonLabel={t("close")} onClose={forget}>
					{reason(problem)}
				</Alert>
			)}
			<div className={classes.body}>
				{view === "film" ? (
					<Film film={now.film} people={now.people} />
				) : view === "values" ? (
					<Values
						person={person}
						set={(scope, name, value) => ask({ what: "variables", person: person.name, scope, name, value })}
					/>
				) : view === "services" && calls ? (
					<Services services={now.services} set={(services) => ask({ what: "services", services })} />
				) : view === "tests" ? (
					<Tests bot={bot} chat={now.id} />
				) : (
					<ScreenView
						key={person.name}
						person={person}
						busy={busy}
						act={(act) => ask({ what: "act", person: person.name, act })}
					/>
				)}
			</div>
		</aside>
	);
}

/** What the chat's clock shows; the year only where it is another one, since there is little room. */
function clockTime(at: string, language: string): string {
	const time = new Date(at);
	return time.toLocaleString(language, {
		year: time.getUTCFullYear() === new Date().getUTCFullYear() ? undefined : "numeric",
		month: "short",
		day: "numeric",
		hour: "numeric",
		minute: "2-digit",
		timeZone: "UTC",
	});
}
