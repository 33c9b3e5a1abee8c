import { defineConfig } from "vitest/config";
import browser from "./vitest.browser.config";

// Pictures of every page, dialog and state, to be looked at by whoever changes how the page looks; see tests/book.
export default defineConfig({ test: { ...browser.test, include: ["tests/book/**/*.test.ts"] } });
