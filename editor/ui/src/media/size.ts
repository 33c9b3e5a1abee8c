/** A length in bytes as people say it, such as "480 kB". */
export function sizeWords(bytes: number, language: string): string {
	const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
	const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
	const value = bytes / 1000 ** step;
	return new Intl.NumberFormat(language, {
		style: "unit",
		unit: units[step],
		unitDisplay: step === 0 ? "long" : "short",
		maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
	}).format(value);
}
