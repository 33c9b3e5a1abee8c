import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

const units: [Intl.RelativeTimeFormatUnit, number][] = [
	["year", 365 * 86_400],
	["month", 30 * 86_400],
	["week", 7 * 86_400],
	["day", 86_400],
	["hour", 3600],
	["minute", 60],
];

/** Says how long ago, or in how long, a moment is, in a person's units. */
export function timeAgo(at: Date, now: Date, language: string): string {
	const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
	const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
	for (const [unit, length] of units) {
		if (Math.abs(seconds) >= length) {
			return words.format(Math.trunc(seconds / length), unit);
		}
	}
	return words.format(0, "second");
}

/** A moment as "5 minutes ago", kept true while it is shown; the exact time is in its tooltip. */
export function TimeAgo({ at }: { at: string }) {
	const { i18n } = useTranslation();
	const [now, setNow] = useState(() => new Date());
	useEffect(() => {
		const timer = setInterval(() => setNow(new Date()), 60_000);
		return () => clearInterval(timer);
	}, []);
	const moment = new Date(at);
	return (
		<time dateTime={at} title={moment.toLocaleString(i18n.language, { dateStyle: "long", timeStyle: "short" })}>
			{timeAgo(moment, now, i18n.language)}
		</time>
	);
}
