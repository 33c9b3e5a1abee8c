import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The page is embedded in the binary and may be mounted anywhere, so every address in it is relative.
export default defineConfig({
	base: "./",
	plugins: [react()],
	// The styles use light-dark(), which older targets are given in a form that does not follow the theme.
	build: {
		target: "es2022",
		cssTarget: ["chrome123", "firefox120", "safari17.5"],
		assetsInlineLimit: 0,
		sourcemap: false,
		emptyOutDir: false,
	},
	// The page on blocks of one's own is a file of the repository.
	server: { proxy: { "/api": "http://127.0.0.1:8080" }, fs: { allow: ["../.."] } },
	test: {
		testTimeout: 90_000,
		projects: [
			{
				// Logic needs no page; its few files that do say so. It replaces nothing by fakes, so the files share what is loaded.
				extends: true,
				test: { name: "logic", include: ["src/**/*.test.ts"], environment: "node", isolate: false },
			},
			{
				extends: true,
				test: {
					name: "page",
					include: ["src/**/*.test.tsx"],
					environment: "happy-dom",
					setupFiles: ["src/test-setup.ts"],
				},
			},
		],
	},
});
