import { ActionIcon, Button, Menu, UnstyledButton } from "@mantine/core";
import { IconPaperclip, IconSend2, IconSlash } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MessageHTML } from "../ui/MessageHTML";
import { together } from "./albums";
import { Bubble } from "./Bubble";
import classes from "./Chat.module.css";
import type { Act, Person } from "./types";

interface Props {
	person: Person;
	busy: boolean;
	act(act: Act): void;
}

const kinds = ["photo", "voice", "file", "contact", "location"] as const;

/** The conversation as the person sees it in Telegram. */
export function ScreenView({ person, busy, act }: Props) {
	const { t } = useTranslation("chat");
	const { screen } = person;
	const [text, setText] = useState("");
	const [toast, setToast] = useState("");
	const list = useRef<HTMLOListElement>(null);
	const last = screen.messages.at(-1)?.id;
	useLayoutEffect(() => {
		if (last !== undefined && list.current) {
			list.current.scrollTop = list.current.scrollHeight;
		}
	}, [last]);
	useEffect(() => {
		setToast(screen.toast ?? "");
		if (screen.toast && !screen.alert) {
			const timer = setTimeout(() => setToast(""), 4000);
			return () => clearTimeout(timer);
		}
	}, [screen.toast, screen.alert]);

	return (
		<div className={classes.screen}>
			<ol ref={list} className={classes.messages} aria-live="polite" aria-label={t("messages")}>
				{screen.messages.length === 0 && !person.blocked && (
					<li className={classes.empty}>
						<p>{t("empty")}</p>
						<Button size="sm" loading={busy} onClick={() => act({ say: "/start" })}>
							{t("start")}
						</Button>
					</li>
				)}
				{together(screen.messages).map((m) => (
					<Bubble key={m.id} message={m} busy={busy} act={act} />
				))}
				{screen.drafts?.map((d) => (
					<li key={d} className={classes.message}>
						<div className={classes.bubble} data-draft>
							<MessageHTML html={d} />
						</div>
					</li>
				))}
				{(screen.typing || busy) && (
					<li className={classes.typing} role="status">
						<span className={classes.dots} aria-hidden="true">
							<i />
							<i />
							<i />
						</span>
						{t("typing")}
					</li>
				)}
				{person.blocked && <li className={classes.service}>{t("is_blocked")}</li>}
			</ol>
			{toast && (
				<div className={classes.toast} role="alert" data-alert={screen.alert || undefined}>
					<span>{toast}</span>
					{screen.alert && (
						<Button size="compact-sm" variant="white" onClick={() => setToast("")}>
							OK
						</Button>
					)}
				</div>
			)}
			<form
				className={classes.field}
				onSubmit={(e) => {
					e.preventDefault();
					const said = text.trim();
					if (said !== "" && !busy) {
						setText("");
						act({ say: said });
					}
				}}
			>
				<Menu position="top-start" withinPortal>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" size={38} aria-label={t("send_something")}>
							<IconPaperclip size={19} stroke={1.6} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						{kinds.map((k) => (
							<Menu.Item key={k} onClick={() => act({ send: k })}>
								{t(`kind.${k}`)}
							</Menu.Item>
						))}
					</Menu.Dropdown>
				</Menu>
				{(screen.commands ?? []).length > 0 && (
					<Menu position="top-start" withinPortal>
						<Menu.Target>
							<ActionIcon variant="subtle" color="gray" size={38} aria-label={t("commands")}>
								<IconSlash size={19} stroke={1.6} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							{screen.commands?.map((c) => (
								<Menu.Item key={c} onClick={() => act({ say: c })}>
									{c}
								</Menu.Item>
							))}
						</Menu.Dropdown>
					</Menu>
				)}
				<input
					className={classes.input}
					aria-label={t("write")}
					placeholder={t("write")}
					value={text}
					onChange={(e) => setText(e.currentTarget.value)}
					onKeyDown={(e) => e.stopPropagation()}
				/>
				<ActionIcon type="submit" size={38} radius="xl" aria-label={t("send")} disabled={text.trim() === "" || busy}>
					<IconSend2 size={18} />
				</ActionIcon>
			</form>
			{(screen.keyboard ?? []).length > 0 && (
				<section className={classes.keyboard} aria-label={t("keyboard")}>
					{screen.keyboard?.map((row) => (
						<div key={row.join("\n")} className={classes.row}>
							{row.map((label) => (
								<UnstyledButton
									key={label}
									className={classes.key}
									disabled={busy}
									onClick={() => act({ keyboard: label })}
								>
									{label}
								</UnstyledButton>
							))}
						</div>
					))}
				</section>
			)}
		</div>
	);
}
