import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { nonce } from "./app/nonce";
import { startWords } from "./i18n/words";

async function start() {
	setNonce(nonce()); // what keeps a page still below a dialog puts a style into it
	await startWords(undefined, ["app", "start"]);
	const root = document.getElementById("root");
	if (root) {
		createRoot(root).render(
			<StrictMode>
				<App />
			</StrictMode>,
		);
	}
}

void start();
