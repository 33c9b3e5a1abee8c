import { createElement, Fragment, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./MessageHTML.module.css";

/** Telegram's tags, and what each is shown as. Whatever is not here is shown as its text alone. */
const plainTags: Readonly<Record<string, string>> = {
	b: "strong",
	strong: "strong",
	i: "em",
	em: "em",
	u: "u",
	ins: "u",
	s: "s",
	strike: "s",
	del: "s",
	code: "code",
	pre: "pre",
	blockquote: "blockquote",
};

const schemes = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/**
 * A message's text in Telegram's HTML, as React elements. The browser's parser reads it in a document of its own, which runs and
 * loads nothing, and only the tags above are taken over: no attribute but the address of a link.
 */
export function MessageHTML({ html }: { html: string }) {
	const content = useMemo(() => {
		const parsed = new DOMParser().parseFromString(html, "text/html");
		return children(parsed.body);
	}, [html]);
	return <span className={classes.text}>{content}</span>;
}

/** The text of a message without its marks, for labels and previews. */
export function plainText(html: string): string {
	return new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
}

function children(parent: Node): ReactNode[] {
	return [...parent.childNodes].map((child, i) => createElement(Fragment, { key: i }, element(child)));
}

function element(found: Node): ReactNode {
	if (found.nodeType === Node.TEXT_NODE) {
		return found.textContent;
	}
	if (!(found instanceof Element)) {
		return null;
	}
	const name = found.localName;
	if (name === "script" || name === "style") {
		return null;
	}
	const tag = Object.hasOwn(plainTags, name) ? plainTags[name] : undefined;
	if (tag) {
		return createElement(tag, {}, ...children(found));
	}
	if (name === "tg-spoiler" || (name === "span" && found.classList.contains("tg-spoiler"))) {
		return <Spoiler>{children(found)}</Spoiler>;
	}
	const address = name === "a" ? safeAddress(found.getAttribute("href")) : undefined;
	if (address) {
		return (
			<a href={address} target="_blank" rel="noopener noreferrer">
				{children(found)}
			</a>
		);
	}
	return name === "br" ? "\n" : children(found);
}

function safeAddress(href: string | null): string | undefined {
	try {
		const address = new URL(href ?? "");
		return schemes.has(address.protocol) ? address.href : undefined;
	} catch {
		return undefined;
	}
}

function Spoiler({ children }: { children: ReactNode }) {
	const { t } = useTranslation("app");
	const [open, setOpen] = useState(false);
	if (open) {
		return <span>{children}</span>;
	}
	return (
		<button type="button" className={classes.spoiler} aria-label={t("spoiler")} onClick={() => setOpen(true)}>
			<span aria-hidden="true">{children}</span>
		</button>
	);
}
