// pnpm fidelity [records.jsonl …] [--only text] [--all]
// Runs recorded runs of ASTRA-sim 1.0 or 2.x, or of SimGrid, on the built packages and prints how many are exact, and for the others the first difference.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import * as astra1 from "./fidelity/astra1.mjs";
import * as astra2 from "./fidelity/astra2.mjs";
import * as astra2Graphs from "./fidelity/astra2-graphs.mjs";
import * as simgrid from "./fidelity/simgrid.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const fixtures = [
  "cli/fixtures/astra1.jsonl",
  "cli/fixtures/astra2.jsonl",
  "cli/fixtures/astra2-graphs/records.jsonl.gz",
  "net-analytical/fixtures/simgrid.jsonl",
].map((name) => join(root, "packages", name));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    all: { type: "boolean", default: false },
  },
});

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

let different = 0;
for (const file of positionals.length > 0 ? positionals : fixtures) different += await checkFile(file);
process.exitCode = different === 0 ? 0 : 1;

/** Checks the records of a file and prints what came out; gives the number that differ. */
async function checkFile(file) {
  const groups = new Map();
  const counts = { exact: 0, different: 0, refused: 0, finished: 0, outside: 0 };
  for (const record of recordsOf(file)) {
    const outcome = await originalOf(record).checkRecord(record, packages, file);
    counts[outcome.outcome]++;
    if (outcome.outcome === "outside") continue;
    count(groups, record.id.split("/")[0], outcome.outcome);
    explain(record, outcome);
  }
  const width = Math.max(5, ...[...groups.keys()].map(({ length }) => length));
  console.log(`${relative(process.cwd(), file)}:`);
  for (const [name, { exact, total, others }] of groups) {
    const rest = others === 0 ? "" : `, ${others} that the original did not complete`;
    console.log(`  ${name.padEnd(width)}  exact ${exact} of ${total}${rest}`);
  }
  if (counts.refused + counts.finished > 0) {
    console.log(
      `Where the original did not complete, ours finishes ${counts.finished} and refuses ${counts.refused} with a reason.`,
    );
  }
  if (counts.outside > 0) console.log(`${counts.outside} are outside of what can be compared.`);
  console.log(`exact ${counts.exact} of ${counts.exact + counts.different}`);
  return counts.different;
}

/** Records of 2.x say which of its two networks ran. */
function originalOf(record) {
  if (record.tool === "simgrid") return simgrid;
  if (record.backend === undefined) return astra1;
  return astra2Graphs.isGraphRecord(record) ? astra2Graphs : astra2;
}

function recordsOf(file) {
  const bytes = readFileSync(file);
  const lines = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").split("\n");
  const records = lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line));
  for (const record of records) {
    // Long workloads stand in files beside the records.
    if (record.workload_file !== undefined)
      record.workload_text ??= readFileSync(join(dirname(file), record.workload_file), "utf8");
    if (record.tool === "simgrid") record.id = simgrid.idOf(record);
  }
  return records.filter(({ id }) => id.includes(values.only));
}

function count(groups, name, outcome) {
  const group = groups.get(name) ?? { exact: 0, total: 0, others: 0 };
  groups.set(name, group);
  if (outcome === "exact") group.exact++;
  if (outcome === "exact" || outcome === "different") group.total++;
  else group.others++;
}

function explain(record, { outcome, differences, finish, message }) {
  if (outcome === "different") {
    const shown = values.all ? differences : differences.slice(0, 1);
    console.log(`${record.id} differs:\n  ${shown.join("\n  ")}`);
  } else if (outcome !== "exact" && values.all) {
    const status = record.status ?? record.result.status;
    const ours = outcome === "finished" ? `finishes at ${finish} ns` : `refuses: ${message}`;
    console.log(`${record.id}: the original did not complete (${status}); ours ${ours}`);
  }
}
