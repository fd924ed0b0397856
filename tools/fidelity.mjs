// pnpm fidelity [records.jsonl] [--only text] [--all]
// Runs recorded runs of ASTRA-sim 1.0 or 2.x on the built packages and prints how many are exact, and for the others the first difference.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as astra1 from "./fidelity/astra1.mjs";
import * as astra2 from "./fidelity/astra2.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    all: { type: "boolean", default: false },
  },
});
const file = positionals[0] ?? join(root, "packages/cli/fixtures/astra1.jsonl");

const load = (name) => import(join(root, "packages", name, "dist/index.js"));
const packages = Object.assign(
  {},
  ...(await Promise.all(["core", "net-analytical", "system", "workload", "report"].map(load))),
);
packages.registry = packages.createRegistry([
  packages.workloadLayer,
  packages.systemLayer,
  packages.analyticalNetworks,
]);

const groups = new Map();
const counts = { exact: 0, different: 0, refused: 0, finished: 0, outside: 0 };
for (const line of readFileSync(file, "utf8").split("\n")) {
  if (line.trim() === "") continue;
  const record = JSON.parse(line);
  if (!record.id.includes(values.only)) continue;
  // Long workloads stand in files beside the records.
  if (record.workload_file !== undefined)
    record.workload_text ??= readFileSync(join(dirname(file), record.workload_file), "utf8");
  // Records of 2.x say which of its two networks ran.
  const { checkRecord } = record.backend === undefined ? astra1 : astra2;
  const { outcome, differences, finish, message } = await checkRecord(record, packages);
  counts[outcome]++;
  if (outcome === "outside") continue;
  const group = groups.get(record.id.split("/")[0]) ?? { exact: 0, total: 0, others: 0 };
  groups.set(record.id.split("/")[0], group);
  if (outcome === "exact" || outcome === "different") group.total++;
  else group.others++;
  if (outcome === "exact") group.exact++;
  if (outcome === "different") {
    const more = values.all ? differences : differences.slice(0, 1);
    console.log(`${record.id} differs:\n  ${more.join("\n  ")}`);
  } else if (outcome !== "exact" && values.all) {
    const what = outcome === "finished" ? `ours finishes at ${finish} ns` : `ours refuses: ${message}`;
    console.log(
      `${record.id}: the original did not complete (${record.status ?? record.result.status}); ${what}`,
    );
  }
}

const width = Math.max(5, ...[...groups.keys()].map(({ length }) => length));
for (const [name, { exact, total, others }] of groups) {
  const rest = others === 0 ? "" : `, ${others} that the original did not complete`;
  console.log(`${name.padEnd(width)}  exact ${exact} of ${total}${rest}`);
}
console.log(
  `Where the original did not complete: ours finishes ${counts.finished}, refuses with a reason ${counts.refused}.`,
);
if (counts.outside > 0)
  console.log(`Not compared, because their workload is not one collective: ${counts.outside}.`);
console.log(`exact ${counts.exact} of ${counts.exact + counts.different}`);
process.exitCode = counts.different === 0 ? 0 : 1;
