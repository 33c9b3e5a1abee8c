import { defineConfig } from "vitest/config";

// Tests that use the built page in a real Chromium, served by a real Scenarist beside a simulated Telegram.
export default defineConfig({
	test: {
		include: ["tests/browser/**/*.test.ts"],
		globalSetup: ["tests/browser/setup.ts"],
		environment: "node",
		testTimeout: 120_000,
		hookTimeout: 180_000,
		fileParallelism: false,
	},
});
