/** Makes something once for each object that it is made from. Selectors of a thousand cards then cost next to nothing. */
export function once<K extends object, V>(make: (from: K) => V): (from: K) => V {
	const made = new WeakMap<K, V>();
	return (from) => {
		let value = made.get(from);
		if (value === undefined) {
			value = make(from);
			made.set(from, value);
		}
		return value;
	};
}
