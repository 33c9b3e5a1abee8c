/** Digits after the point by currency, where they are not two. Stars (XTR) are whole. */
const digits: Readonly<Record<string, number>> = {
	XTR: 0,
	...Object.fromEntries(["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND"].map((c) => [c, 0])),
};

export const currencies = [
	...["XTR", "EUR", "USD", "RUB", "UAH", "KZT", "BYN", "UZS", "GBP", "PLN", "TRY", "AED", "AMD", "AZN", "BRL", "CAD"],
	...["CHF", "CNY", "CZK", "DKK", "GEL", "HUF", "IDR", "ILS", "INR", "JPY", "KGS", "KRW", "MDL", "MXN", "NOK", "RON"],
	...["RSD", "SEK", "SGD", "THB", "TJS", "VND", "ZAR"],
] as const;

export function digitsOf(currency: string): number {
	return digits[currency.toUpperCase()] ?? 2;
}

/** 1250 of EUR is 12.5. */
export function toMajor(minor: number, currency: string): number {
	return minor / 10 ** digitsOf(currency);
}

/** 12.5 of EUR is 1250. */
export function toMinor(major: number, currency: string): number {
	return Math.round(major * 10 ** digitsOf(currency));
}
