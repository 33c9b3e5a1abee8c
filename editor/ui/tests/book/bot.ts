import type { Language } from "./words";

interface Block {
	id: string;
	type: string;
	label?: string;
	config: Record<string, unknown>;
	exits?: Record<string, string>;
}

interface Flow {
	id: string;
	name: string;
	params?: object[];
	blocks: Block[];
	edges: { from: string; exit: string; to: string }[];
}

/** The button of the greeting that begins an order. */
export const orderLabel = (language: Language) => (language === "en" ? "🍕 Order a pizza" : "🍕 Заказать пиццу");

/** A bot that has something of everything that looks different, in the words of a language. */
export function restaurant(language: Language, changes: { price?: boolean; second?: boolean } = {}) {
	const say = (en: string, ru: string) => (language === "en" ? en : ru);
	const message = (id: string, text: string, more: object = {}): Block => ({
		id,
		type: "message.text",
		config: { text, ...more },
	});
	const last = (block: Block): Block => ({ ...block, exits: { next: "end" } });
	const way = (from: string, exit: string, to: string) => ({ from, exit, to });
	const { second = false, price = second } = changes;
	const flows: Flow[] = [
		{
			id: "main",
			name: say("Order", "Заказ"),
			blocks: [
				{ id: "start", type: "trigger.command", config: { command: "start" } },
				message(
					"hello",
					say(
						"Welcome to the <b>corner pizzeria</b>! What would you like?",
						"Добро пожаловать в <b>пиццерию на углу</b>! Что хотите?",
					),
					{
						buttons: [
							[
								{ id: "order", label: orderLabel(language) },
								{ id: "menu", label: say("Menu with pictures", "Меню с фото") },
								{ id: "rate", label: say("Rate us", "Оценить") },
							],
							[{ id: "site", label: say("Our web page", "Наш сайт"), url: "https://pizza.example.com" }],
						],
					},
				),
				{
					id: "album",
					type: "message.album",
					config: {
						items: [
							{ kind: "photo", asset: "margherita.png" },
							{ kind: "photo", asset: "funghi.png" },
						],
						text: say("Two of twelve.", "Две из двенадцати."),
					},
					exits: { next: "end" },
				},
				{
					id: "name",
					type: "ask.text",
					config: { prompt: { text: say("What is your name?", "Как вас зовут?") }, save_to: "user.customer" },
				},
				{
					id: "pieces",
					type: "ask.number",
					config: {
						prompt: {
							text: second
								? say("How many pizzas, {{ user.customer }}?", "Сколько пицц, {{ user.customer }}?")
								: say("How many pizzas?", "Сколько пицц?"),
						},
						save_to: "user.pieces",
						min: 1,
					},
				},
				{
					id: "large",
					type: "logic.condition",
					config: {
						branches: [
							{
								id: "large",
								label: say("A large order", "Большой заказ"),
								if: { left: "user.pieces", op: "gt", right: second ? 20 : 10 },
							},
						],
					},
				},
				last(message("call", say("We will call you, {{ user.customer }}.", "Мы вам позвоним, {{ user.customer }}."))),
				{
					id: "ask_price",
					type: "http.request",
					label: say("Ask the till", "Спросить кассу"),
					config: {
						method: "GET",
						url: "https://till.example.com/price?pieces={{ user.pieces }}",
						auth: { kind: "bearer", token: "{{ secret.till_key }}" },
						save: [{ from: "price", to: "user.price", type: "number" }],
					},
				},
				last(
					message(
						"sorry",
						say("The till is resting. Try again in a minute.", "Касса отдыхает. Попробуйте через минуту."),
					),
				),
				{
					id: "bill",
					type: "payment.invoice",
					config: {
						title: say("Pizza", "Пицца"),
						description: price
							? say(
									"To take away, in half an hour. Pay within 15 minutes",
									"С собой, через полчаса. Оплатите за 15 минут",
								)
							: say("To take away, in half an hour", "С собой, через полчаса"),
						currency: "XTR",
						amount: "{{ user.price }}",
						lifetime: "15m",
					},
				},
				last(message("thanks", say("Thank you! It is ready in half an hour.", "Спасибо! Будет готово через полчаса."))),
				{
					id: "stars",
					type: "ask.rating",
					config: { prompt: { text: say("How was it?", "Как вам?") } },
					exits: { answered: "end" },
				},
				...(second ? [] : [message("later", say("See you next time.", "До встречи."))].map(last)),
			],
			edges: [
				way("start", "next", "hello"),
				way("hello", "button:order", "name"),
				way("hello", "button:menu", "album"),
				way("hello", "button:rate", "stars"),
				way("name", "answered", "pieces"),
				way("pieces", "answered", "large"),
				way("large", "branch:large", "call"),
				way("large", "else", "ask_price"),
				way("ask_price", "ok", "bill"),
				way("ask_price", "5xx", "sorry"),
				way("bill", "paid", "thanks"),
				...(second ? [way("bill", "expired", "pieces")] : [way("bill", "expired", "later")]),
			],
		},
		{
			id: "address",
			name: say("Ask for the address", "Спросить адрес"),
			params: [{ name: "city", type: "text" }],
			blocks: [
				{
					id: "street",
					type: "ask.text",
					config: { prompt: { text: say("Street and house?", "Улица и дом?") }, save_to: "local.street" },
				},
				{ id: "back", type: "logic.return", config: { result: { street: "{{ local.street }}" } } },
			],
			edges: [way("street", "answered", "back")],
		},
	];
	return {
		schema_version: 1,
		name: say("Corner Pizza", "Пицца на углу"),
		description: say("Takes orders for pizza and asks for a rating.", "Принимает заказы на пиццу и просит оценку."),
		language,
		variables: [
			{ name: "customer", scope: "user", type: "text" },
			{ name: "pieces", scope: "user", type: "number" },
			{ name: "price", scope: "user", type: "number" },
		],
		settings: { secrets: ["till_key"] },
		flows,
		layout: {
			main: {
				start: [0, 40],
				hello: [340, 0],
				album: [720, -260],
				stars: [720, 380],
				name: [720, 20],
				pieces: [1080, 20],
				large: [0, 480],
				call: [360, 440],
				ask_price: [360, 600],
				bill: [720, 620],
				sorry: [720, 860],
				thanks: [1080, 560],
				later: [1080, 720],
			},
			address: { street: [0, 0], back: [360, 0] },
		},
	};
}
