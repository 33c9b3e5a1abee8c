import type { Language } from "./words";

/** A bot of somebody who writes much: long names, long texts, many of everything. */
export function crowded(language: Language) {
	const say = (en: string, ru: string) => (language === "en" ? en : ru);
	const many = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, i) => make(i + 1));
	const text = say(
		"Dear guest, before we begin we would like to know a little more about what you have in mind, so that nobody waits. ",
		"Уважаемый гость, прежде чем начать, мы хотели бы узнать чуть больше о ваших пожеланиях, чтобы никому не пришлось ждать. ",
	);
	const long = say(
		"Confirmation of the delivery to the door by courier",
		"Подтверждение доставки курьером до самой двери",
	);
	const word = say("Donaudampfschifffahrtsgesellschaft", "Достопримечательностям-путеводитель");
	const buttons = [
		many(3, (n) => ({ id: `a${n}`, label: `${say("Choice", "Выбор")} ${n}` })),
		many(8, (n) => ({ id: `b${n}`, label: String(n) })),
		[
			{ id: "c1", label: word },
			{ id: "c2", label: long },
		],
	];
	const ends = (...exits: string[]) => Object.fromEntries(exits.map((exit) => [exit, "end"]));
	return {
		schema_version: 1,
		name: say(
			"The bot of the bakery and coffee shop on the corner of Long Street and Old Square",
			"Бот пекарни и кофейни на углу Длинной улицы и Старой площади",
		),
		language,
		variables: many(14, (n) => ({ name: `answer_about_delivery_${n}`, scope: "user", type: "text" })),
		flows: [
			{
				id: "main",
				name: say("Everything that happens before the order", "Всё, что происходит до заказа"),
				notes: [
					{
						id: "note",
						text: say("Ask Eva about the words", "Спросить Еву про слова"),
						x: 0,
						y: 340,
						w: 220,
						h: 120,
						color: "yellow",
					},
					{ id: "frame", text: long, x: -40, y: -60, w: 760, h: 660, color: "gray", frame: true },
				],
				blocks: [
					{ id: "start", type: "trigger.command", label: long, config: { command: "start" } },
					{
						id: "hello",
						type: "message.text",
						label: `${long}: ${word}`,
						config: {
							text: text.repeat(4) + word,
							buttons,
						},
						exits: ends(
							"next",
							...buttons
								.flat()
								.slice(1)
								.map((b) => `button:${b.id}`),
						),
					},
					{
						id: "way",
						type: "logic.condition",
						config: {
							branches: many(9, (n) => ({
								id: `branch_${n}`,
								label: `${long} ${n}`,
								if: { left: `user.answer_about_delivery_${n}`, op: "eq", right: word },
							})),
						},
						exits: ends("else", ...many(9, (n) => `branch:branch_${n}`)),
					},
				],
				edges: [
					{ from: "start", exit: "next", to: "hello" },
					{ from: "hello", exit: "button:a1", to: "way" },
				],
			},
			...many(11, (n) => ({ id: `flow_${n}`, name: `${say("Part", "Часть")} ${n}: ${long}`, blocks: [], edges: [] })),
		],
		layout: { main: { start: [0, 0], hello: [340, 0], way: [800, 0] } },
	};
}
