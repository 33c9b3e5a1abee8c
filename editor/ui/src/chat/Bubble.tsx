import { Menu, UnstyledButton } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MessageHTML } from "../ui/MessageHTML";
import classes from "./Chat.module.css";
import type { Act, ChatMessage } from "./types";

/** A message, or an album, as Telegram shows it, with its buttons. */
export function Bubble({ message: m, busy, act }: { message: ChatMessage; busy: boolean; act(act: Act): void }) {
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
