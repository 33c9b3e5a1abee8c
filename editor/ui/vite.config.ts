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
	server: { proxy: { "/api": "http://127.0.0.1:8080" } },
	test: {
		environment: "jsdom",
		include: ["src/**/*.test.{ts,tsx}"],
		setupFiles: ["src/test-setup.ts"],
		testTimeout: 90_000,
	},
});
