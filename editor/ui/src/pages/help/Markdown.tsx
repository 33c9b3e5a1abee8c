import { Link } from "@tanstack/react-router";
import { type MarkedToken, marked, type Token, type Tokens } from "marked";
import { createContext, createElement, Fragment, type ReactNode, useContext, useMemo } from "react";
import { chapters, pictureOf, pictureSize } from "./guide";
import classes from "./Markdown.module.css";

/** A text of the guide as React elements: no HTML is made, and what a chapter does not use is shown as its words. */
export function Markdown({ text, language }: { text: string; language: string }) {
	const tokens = useMemo(() => marked.lexer(text), [text]);
	return (
		<Language value={language}>
			<div className={classes.text}>{list(tokens)}</div>
		</Language>
	);
}

/** Pictures show the page in the language of the text. */
const Language = createContext("en");

function list(tokens: readonly Token[] | undefined): ReactNode[] {
	return (tokens ?? []).map((token, i) => createElement(Fragment, { key: i }, element(token)));
}

function element(found: Token): ReactNode {
	// What the lexer gives is its own tokens, since it has no extension.
	const token = found as MarkedToken;
	switch (token.type) {
		case "heading":
			return createElement(`h${Math.min(token.depth, 6)}`, {}, ...list(token.tokens));
		case "paragraph":
			return <p>{list(token.tokens)}</p>;
		case "blockquote":
			return <blockquote>{list(token.tokens)}</blockquote>;
		case "list":
			return createElement(
				token.ordered ? "ol" : "ul",
				{},
				...token.items.map((item) => <li key={item.raw}>{list(item.tokens)}</li>),
			);
		case "table":
			return <Table table={token} />;
		case "code":
			return (
				<pre>
					<code>{token.text}</code>
				</pre>
			);
		case "codespan":
			return <code>{token.text}</code>;
		case "strong":
			return <strong>{list(token.tokens)}</strong>;
		case "em":
			return <em>{list(token.tokens)}</em>;
		case "link":
			return <GuideLink href={token.href}>{list(token.tokens)}</GuideLink>;
		case "image":
			return <Picture name={token.href} alt={token.text} />;
		case "hr":
			return <hr />;
		case "br":
			return <br />;
		case "space":
		case "def":
			return null;
		case "text":
			return token.tokens ? list(token.tokens) : token.text;
		default:
			return "text" in token && typeof token.text === "string" ? token.text : null;
	}
}

function Table({ table }: { table: Tokens.Table }) {
	return (
		<div className={classes.scroll}>
			<table>
				<thead>
					<tr>
						{table.header.map((cell) => (
							<th key={cell.text} scope="col">
								{list(cell.tokens)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{table.rows.map((row) => (
						<tr key={row.map((cell) => cell.text).join("|")}>
							{row.map((cell) => (
								<td key={cell.text}>{list(cell.tokens)}</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

/** A picture of the page. It is loaded when the reader comes near. */
function Picture({ name, alt }: { name: string; alt: string }) {
	const src = pictureOf(useContext(Language), name);
	return src ? <img className={classes.picture} src={src} alt={alt} loading="lazy" {...pictureSize} /> : alt;
}

/** A link to another chapter is "blocks.md", as in any folder of texts; one into the repository is its words, as the file is not here. */
function GuideLink({ href, children }: { href: string; children: ReactNode }) {
	const chapter = chapters.find((c) => href === `${c}.md`);
	if (chapter) {
		return (
			<Link to="/help" search={{ page: chapter }}>
				{children}
			</Link>
		);
	}
	if (!/^https?:/.test(href)) {
		return children;
	}
	return (
		<a href={href} target="_blank" rel="noopener noreferrer">
			{children}
		</a>
	);
}
