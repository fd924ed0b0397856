// `npm test`: every check of the project, cheapest first, then one closing line that counts them all.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "astra-ts-check-"));
const countsFile = join(scratch, "counts.json");
const env = {
  ...process.env,
  PATH: `${root}node_modules/.bin${process.platform === "win32" ? ";" : ":"}${process.env.PATH}`,
  COUNTS_FILE: countsFile,
};

const checks: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ["format and lint", "biome", ["ci", "--error-on-warnings", "."]],
  ["types", "tsc", ["--noEmit", "-p", "tsconfig.check.json"]],
  ["types of the playground", "tsc", ["-p", "packages/playground/page/tsconfig.json"]],
  ["imports between packages", "tsx", ["tools/imports/check-imports.ts"]],
  ["format reference", "tsx", ["tools/docs/format-reference.ts", "--check"]],
  ["API reports", "tsx", ["tools/packages/write-api-reports.ts", "--check"]],
  ["docs of every public symbol", "typedoc", ["--emit", "none", "--logLevel", "Warn"]],
];

let passed = 0;
let failed = 0;
let skipped = 0;
let reasons: readonly string[] = [];
for (const [name, command, args] of checks) {
  const { status } = spawnSync(command, args, { cwd: root, env, stdio: "inherit" });
  console.log(`${status === 0 ? "ok" : "FAILED"}: ${name}`);
  if (status === 0) passed++;
  else failed++;
}

const tests = spawnSync("vitest", ["run"], { cwd: root, env, stdio: "inherit" });
try {
  const counts = JSON.parse(readFileSync(countsFile, "utf8"));
  passed += counts.passed;
  failed += counts.failed;
  skipped += counts.skipped;
  reasons = counts.reasons;
  if (counts.failed === 0 && tests.status !== 0) failed++;
} catch {
  console.log("FAILED: the test runner ended without a result");
  failed++;
}
rmSync(scratch, { recursive: true });
for (const reason of reasons) console.log(`skipped: ${reason}`);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 ? 0 : 1);
