// `npm run api`: writes the API report of every published package. With --check it only compares, and exits with 1 where one is out of date.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { apiReport, entriesOf } from "./api-report.ts";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));
const check = process.argv.includes("--check");
let stale = 0;

for (const folder of readdirSync(packages)) {
  const manifest = JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8"));
  if (manifest.private) continue;
  const file = join(packages, folder, "etc", `${folder}.api.md`);
  const report = apiReport(
    manifest.name,
    join(packages, folder),
    entriesOf(join(packages, folder), manifest),
  );
  if (report === read(file)) continue;
  if (check) {
    stale++;
    console.error(
      `packages/${folder}/etc/${folder}.api.md is out of date: run \`npm run api\` and look at what changed.`,
    );
    continue;
  }
  mkdirSync(join(packages, folder, "etc"), { recursive: true });
  writeFileSync(file, report);
}
process.exit(stale === 0 ? 0 : 1);

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
