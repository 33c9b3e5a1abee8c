/** A draft of many blocks in one flow, as a large bot has them: questions, messages with buttons, conditions, calls. */
export function largeDraft(count) {
	const kinds = [
		(i) => ({
			type: "message.text",
			config: {
				text: `<b>Step ${i}</b>: hello, {{ user.first_name }}! What would you like to do next? We have a lot to offer today.`,
				buttons: [[{ id: "a", label: "The first way" }], [{ id: "b", label: "The second way" }]],
			},
			exits: ["button:a", "button:b", "next"],
		}),
		(i) => ({
			type: "ask.text",
			config: { prompt: { text: `Question ${i}: what is your answer to it?` }, save_to: `session.answer_${i}` },
			exits: ["answered", "skip", "error"],
		}),
		() => ({
			type: "logic.condition",
			config: { branches: [{ id: "yes", label: "Is a customer", if: "user.customer" }] },
			exits: ["branch:yes", "else", "error"],
		}),
		(i) => ({
			type: "http.request",
			config: { method: "POST", url: `https://api.example.com/steps/${i}` },
			exits: ["ok", "4xx", "5xx", "timeout", "error"],
		}),
	];
	const blocks = [{ id: "start", type: "trigger.command", config: { command: "start" } }];
	const exits = { start: [exit("next")] };
	const edges = [{ from: "start", exit: "next", to: "b1" }];
	const places = { start: [0, 0] };
	for (let i = 1; i < count; i++) {
		const { type, config, exits: names } = kinds[i % kinds.length](i);
		const id = `b${i}`;
		blocks.push({ id, type, label: `Block ${i}`, config });
		exits[id] = names.map(exit);
		places[id] = [(1 + ((i - 1) % 40)) * 360, Math.floor((i - 1) / 40) * 360];
		const next = [i + 1, i + 40].filter((n) => n < count);
		next.forEach((n, k) => {
			edges.push({ from: id, exit: names[k], to: `b${n}` });
		});
	}
	return {
		version: 1,
		document: {
			schema_version: 1,
			name: "Large",
			language: "en",
			flows: [{ id: "main", name: "Main", blocks, edges }],
			layout: { main: places },
		},
		exits,
		issues: [],
		saved_at: "2026-01-01T00:00:00Z",
	};
}

function exit(name) {
	const quiet = ["error", "timeout", "4xx", "5xx"].includes(name);
	return { name, title: { en: name }, ...(quiet && { inherit: true }) };
}

/** The few block types that the draft has, as the catalogue describes them, and some that are installed. */
export function smallCatalogue(packages) {
	const type = (name, icon) => ({
		name,
		family: name.split(".")[0],
		version: 1,
		title: { en: name },
		help: { en: name },
		icon,
		trigger: name.startsWith("trigger."),
		waits: false,
		exits: [exit("next")],
		outputs: [],
		example: {},
		schema: { type: "object", properties: {} },
	});
	const installed = (_, i) => ({
		...type(`vendor${i % 40}/block${i}`, "plug"),
		title: { en: `Block ${i} of a vendor` },
		package: { version: "1.0.0", kind: ["http", "remote", "wasm", "composite"][i % 4], disabled: false },
	});
	return {
		types: [
			...Array.from({ length: packages }, installed),
			type("trigger.command", "slash"),
			type("message.text", "message"),
			type("ask.text", "forms"),
			type("logic.condition", "arrows-split"),
			type("http.request", "world-share"),
		],
		families: [],
		functions: [],
	};
}
