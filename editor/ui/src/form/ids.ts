const cyrillic: Readonly<Record<string, string>> = {
	...{ а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m" },
	...{ н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "c", ч: "ch", ш: "sh", щ: "sch", ъ: "" },
	...{ ы: "y", ь: "", э: "e", ю: "yu", я: "ya", і: "i", ї: "yi", є: "ye", ґ: "g" },
};

/** A name that the document takes, made of words: "Большой кофе" is bolshoy_kofe. Empty if no letter is left. */
export function slug(words: string, longest = 24): string {
	return words
		.replace(/\{\{.*?\}\}|<[^>]*>/g, " ")
		.toLowerCase()
		.replace(/[а-яёіїєґ]/g, (c) => cyrillic[c] ?? "")
		.normalize("NFD")
		.replace(/[^a-z0-9]+/g, "_")
		.replace(/^[_0-9]+|_+$/g, "")
		.slice(0, longest)
		.replace(/_+$/, "");
}

/** The wanted name, or with a number behind it so that it is none of the taken ones. */
export function freeID(wanted: string, taken: Iterable<string>): string {
	const all = new Set(taken);
	for (let i = 1; ; i++) {
		const id = i === 1 ? wanted : `${wanted}_${i}`;
		if (!all.has(id)) {
			return id;
		}
	}
}
