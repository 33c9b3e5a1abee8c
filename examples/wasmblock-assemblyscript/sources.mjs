// Prints the SHA-256 of what block.wasm was built from, and of itself, as sha256sum does: a test compares them, so that the
// module that is kept here is always that of these sources.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

for (const file of ["assembly/abi.ts", "assembly/block.ts", "block.wasm", "package-lock.json", "package.json"]) {
  console.log(`${createHash("sha256").update(readFileSync(file)).digest("hex")}  ${file}`);
}
