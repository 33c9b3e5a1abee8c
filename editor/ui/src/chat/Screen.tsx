import { ActionIcon, Button, Menu, UnstyledButton } from "@mantine/core";
import { IconFile, IconPaperclip, IconSend2, IconSlash } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MessageHTML } from "../ui/MessageHTML";
import classes from "./Chat.module.css";
import type { Act, ChatMessage, Person } from "./types";

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
				{screen.messages.map((m) => (
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

function Bubble({ message: m, busy, act }: { message: ChatMessage; busy: boolean; act(act: Act): void }) {
	const { t, i18n } = useTranslation("chat");
	const media = m.media ?? [];
	return (
		<li className={m.own ? classes.own : classes.message}>
			<div className={classes.bubble}>
				{media.length > 0 && (
					<div className={classes.media} data-several={media.length > 1 || undefined}>
						{media.map((f, i) =>
							/^data:image\//.test(f.url) ? (
								// biome-ignore lint/suspicious/noArrayIndexKey: files of an album have no other name
								<img key={i} src={f.url} alt={f.name || t(`kind.${f.kind}`, { defaultValue: f.kind })} />
							) : (
								// biome-ignore lint/suspicious/noArrayIndexKey: files of an album have no other name
								<div key={i} className={classes.file}>
									<IconFile size={18} stroke={1.5} aria-hidden="true" />
									{f.name || t(`kind.${f.kind}`, { defaultValue: f.kind })}
								</div>
							),
						)}
					</div>
				)}
				{m.invoice && (
					<div className={classes.invoice}>
						<b>{m.invoice.title}</b>
						<span>{m.invoice.description}</span>
						<span className={classes.price}>{m.invoice.price}</span>
						{m.invoice.paid && <span className={classes.paid}>✓ {t("paid")}</span>}
					</div>
				)}
				{m.html && <MessageHTML html={m.html} />}
				<time className={classes.time} dateTime={m.at}>
					{m.edited && `${t("edited")} `}
					{new Date(m.at).toLocaleTimeString(i18n.language, { timeStyle: "short", timeZone: "UTC" })}
				</time>
			</div>
			{(m.buttons ?? []).map((row, r) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows of buttons have no other name
				<div key={r} className={classes.row}>
					{row.map((b, c) => {
						const id = `${r},${c}`;
						if (b.kind === "url" && /^https?:/i.test(b.url)) {
							return (
								<a key={id} className={classes.button} href={b.url} target="_blank" rel="noreferrer">
									{b.label} ↗
								</a>
							);
						}
						if (b.kind === "pay") {
							return (
								<Menu key={id} position="top" withinPortal>
									<Menu.Target>
										<UnstyledButton className={classes.button} data-style="success" disabled={busy}>
											{b.label}
										</UnstyledButton>
									</Menu.Target>
									<Menu.Dropdown>
										<Menu.Label>{t("pretend_payment")}</Menu.Label>
										{(["paid", "failed", "cancelled"] as const).map((outcome) => (
											<Menu.Item key={outcome} onClick={() => act({ pay: { message: m.id, outcome } })}>
												{t(`outcome.${outcome}`)}
											</Menu.Item>
										))}
									</Menu.Dropdown>
								</Menu>
							);
						}
						return (
							<UnstyledButton
								key={id}
								className={classes.button}
								data-style={b.style || undefined}
								disabled={busy || b.kind === "other"}
								onClick={() => act({ press: { message: m.id, row: r, col: c } })}
							>
								{b.label}
							</UnstyledButton>
						);
					})}
				</div>
			))}
		</li>
	);
}
