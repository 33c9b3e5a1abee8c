import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

const kinds = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml" };

/** Serves the built page and as much of the API as one open draft needs. Gives its address, and closes with close(). */
export async function serve(dist, draft, catalogue) {
	const user = { id: "u", name: "Bench", email: "b@example.com", language: "en", totp: false };
	const can = ["bot.read", "bot.edit"];
	const workspace = { id: "w", name: "Main", role: "owner", can, members: 1, bots: 1 };
	const bot = { id: "large", workspace: "w", name: "Large", state: "draft", revision: 0, draft_version: 1, can };
	const about = {
		...bot,
		changed: true,
		issues: { errors: 0, warnings: 0 },
		users: 0,
		users_today: 0,
		updated_at: draft.saved_at,
	};
	const answers = {
		"/session": { user, workspaces: [workspace] },
		"/setup": { needed: false },
		"/bots/large/catalogue": catalogue,
		"/bots/large": about,
		"/bots/large/draft": draft,
		"/workspaces/w/blocks/shipped": { items: [] },
	};
	const server = http.createServer((request, response) => {
		const { pathname } = new URL(request.url ?? "/", "http://localhost");
		if (pathname.startsWith("/api/v1")) {
			const known = answers[pathname.slice("/api/v1".length)];
			const saved = request.method === "PATCH" && { version: ++draft.version, exits: {}, issues: [], conflicts: [] };
			response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
			response.end(JSON.stringify(saved || (known ?? { status: 404, code: "not_found", title: "Nothing here" })));
			return;
		}
		const wanted = path.join(dist, pathname);
		const file = fs.existsSync(wanted) && fs.statSync(wanted).isFile() ? wanted : path.join(dist, "index.html");
		response.writeHead(200, { "content-type": kinds[path.extname(file)] ?? "application/octet-stream" });
		response.end(fs.readFileSync(file));
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Bytes of scripts and styles of a page as they cross the wire. */
export function gzipped(dist, urls) {
	return urls
		.map((url) => path.join(dist, new URL(url).pathname))
		.filter((file) => /\.(js|css)$/.test(file) && fs.existsSync(file))
		.reduce((sum, file) => sum + zlib.gzipSync(fs.readFileSync(file)).length, 0);
}
