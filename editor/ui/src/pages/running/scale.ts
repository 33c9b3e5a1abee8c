/** The top of a scale that holds a number: a round one, whose half is whole as well. */
export function niceTop(highest: number): number {
	if (highest <= 2) {
		return 2;
	}
	const power = 10 ** Math.floor(Math.log10(highest));
	const steps = power === 1 ? [2, 4, 6, 8, 10] : [1, 2, 3, 4, 5, 6, 8, 10];
	return power * (steps.find((s) => s * power >= highest) ?? 10);
}
