import { shorten } from "../ui/clip";
import { useCalled } from "../values/useCalled";
import classes from "./cards.module.css";
import { type Run, runsOf } from "./words";

interface Props {
	text: string;
	most?: number;
}

/** A text of the bot on a card: marks as marks, values as chips. Of a thousand cards, only texts with values ask how those are called. */
export function CardText({ text, most }: Props) {
	return text.includes("{{") ? <TextWithValues text={text} most={most} /> : <Runs runs={runsOf(text, most)} />;
}

function TextWithValues({ text, most }: Props) {
	return <Runs runs={runsOf(text, most, useCalled())} />;
}

function Runs({ runs }: { runs: Run[] }) {
	return runs.map((run, i) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no other name
		<span key={i} className={run.value ? classes.chip : undefined} style={styleOf(run)}>
			{run.value ? shorten(run.text, longest) : run.text}
		</span>
	));
}

/** A chip does not break: what is called by more characters would stand out of its card. */
const longest = 28;

function styleOf(run: Run): React.CSSProperties | undefined {
	if (!run.bold && !run.italic && !run.underline && !run.strike && !run.code && !run.quote) {
		return undefined;
	}
	return {
		fontWeight: run.bold ? 650 : undefined,
		fontStyle: run.italic || run.quote ? "italic" : undefined,
		textDecoration: run.underline ? "underline" : run.strike ? "line-through" : undefined,
		fontFamily: run.code ? "monospace" : undefined,
	};
}
