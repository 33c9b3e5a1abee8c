import { useTranslation } from "react-i18next";
import classes from "./figures.module.css";
import { niceTop } from "./scale";

interface Props {
	/** What is counted. */
	label: string;
	days: readonly { day: string; value: number }[];
	/** More of it is worse. */
	bad: boolean;
}

const width = 1000;
const height = 220;

/** A bar for each day. The numbers are in a table for whoever does not see the drawing. */
export function DaysChart({ label, days, bad }: Props) {
	const { i18n } = useTranslation();
	const top = niceTop(Math.max(0, ...days.map((d) => d.value)));
	const step = width / Math.max(1, days.length);
	const bar = Math.max(2, Math.min(56, step * 0.64));
	const name = (day: string, style: "short" | "long") =>
		new Date(`${day}T12:00:00Z`).toLocaleDateString(i18n.language, { day: "numeric", month: style, timeZone: "UTC" });
	const every = Math.ceil(days.length / 5);
	const number = (n: number) => n.toLocaleString(i18n.language);
	return (
		<figure className={classes.chart} data-bad={bad}>
			<div className={classes.plot} aria-hidden="true">
				<div className={classes.scale}>
					{[top, top / 2, 0].map((n) => (
						<span key={n}>{number(n)}</span>
					))}
				</div>
				<svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
					{[0, 0.5, 1].map((part) => (
						<line key={part} x1={0} x2={width} y1={height * part} y2={height * part} className={classes.grid} />
					))}
					{days.map(({ day, value }, i) => {
						const tall = (value / top) * height;
						return (
							<g key={day} className={classes.day}>
								<title>{`${name(day, "long")}: ${number(value)}`}</title>
								<rect x={i * step} y={0} width={step} height={height} className={classes.hover} />
								<rect x={i * step + (step - bar) / 2} y={height - tall} width={bar} height={tall} rx={3} />
							</g>
						);
					})}
				</svg>
			</div>
			<div
				className={classes.names}
				style={{ gridTemplateColumns: `repeat(${days.length}, minmax(0, 1fr))` }}
				aria-hidden="true"
			>
				{days.map(({ day }, i) => (
					<span key={day}>{i % every === 0 && name(day, "short")}</span>
				))}
			</div>
			<table className={classes.hidden}>
				<caption>{label}</caption>
				<tbody>
					{days.map(({ day, value }) => (
						<tr key={day}>
							<th scope="row">{name(day, "long")}</th>
							<td>{number(value)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</figure>
	);
}
