// npm run fidelity [-- records.jsonl …] [--only text] [--all]
// Runs recorded runs of ASTRA-sim 1.0 or 2.x, of SimGrid or of BookSim2, and prints how many are exact, and for the others the first difference.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import * as astra1 from "./astra1.js";
import * as astra2 from "./astra2.js";
import * as astra2Graphs from "./astra2-graphs.js";
import * as booksim from "./booksim.js";
import type { Outcome } from "./outcome.js";
import * as simgrid from "./simgrid.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const fixtures = [
  "cli/fixtures/astra1.jsonl",
  "cli/fixtures/astra2.jsonl",
  "cli/fixtures/astra2-graphs/records.jsonl.gz",
  "net-analytical/fixtures/simgrid.jsonl",
  "net-packet/fixtures/booksim2.jsonl.gz",
].map((name) => join(root, "packages", name));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    all: { type: "boolean", default: false },
  },
});

/** A record of whichever original, with the name that it is told by. */
interface NamedRecord {
  readonly id: string;
  readonly status: string;
  check(): Promise<Outcome> | Outcome;
}

/** Records of one kind: those that are exact, those that were compared, and those that the original did not complete. */
interface Group {
  exact: number;
  total: number;
  others: number;
}

let different = 0;
for (const file of positionals.length > 0 ? positionals : fixtures) different += await checkFile(file);
process.exitCode = different === 0 ? 0 : 1;

/** Checks the records of a file and prints what came out; gives the number that differ. */
async function checkFile(file: string): Promise<number> {
  const groups = new Map<string, Group>();
  const counts = { exact: 0, different: 0, refused: 0, finished: 0, outside: 0 };
  for (const record of recordsOf(file)) {
    const outcome = await record.check();
    counts[outcome.outcome]++;
    if (outcome.outcome === "outside") continue;
    count(groups, record.id.split("/")[0]!, outcome.outcome);
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

function recordsOf(file: string): NamedRecord[] {
  const bytes = readFileSync(file);
  const lines = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").split("\n");
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => namedRecord(JSON.parse(line) as Readonly<Record<string, unknown>>, file))
    .filter(({ id }) => id.includes(values.only));
}

/** Finds out whose record it is: those of 2.x say which of its two networks ran. */
function namedRecord(record: Readonly<Record<string, unknown>>, file: string): NamedRecord {
  if (record.tool === "simgrid") {
    const own = record as unknown as simgrid.SimGridRecord;
    return { id: simgrid.idOf(own), status: "ok", check: () => simgrid.checkRecord(own) };
  }
  if (record.tool === "booksim2") {
    const own = record as unknown as booksim.BookSimRecord;
    return { id: booksim.idOf(own), status: own.result.status, check: () => booksim.checkRecord(own) };
  }
  if (record.backend === undefined) {
    const own = withWorkload(record, file) as unknown as astra1.Astra1Record;
    return { id: own.id, status: own.result.status, check: () => astra1.checkRecord(own) };
  }
  const own = record as unknown as astra2Graphs.GraphRecord;
  const check = () =>
    astra2Graphs.isGraphRecord(own) ? astra2Graphs.checkRecord(own, file) : astra2.checkRecord(own);
  return { id: own.id, status: own.status, check };
}

/** Long workloads stand in files beside the records. */
function withWorkload(record: Readonly<Record<string, unknown>>, file: string): object {
  const { workload_file: beside, workload_text: text } = record;
  if (typeof beside !== "string" || text !== undefined) return record;
  return { ...record, workload_text: readFileSync(join(dirname(file), beside), "utf8") };
}

function count(groups: Map<string, Group>, name: string, outcome: Outcome["outcome"]): void {
  const group = groups.get(name) ?? { exact: 0, total: 0, others: 0 };
  groups.set(name, group);
  if (outcome === "exact") group.exact++;
  if (outcome === "exact" || outcome === "different") group.total++;
  else group.others++;
}

function explain({ id, status }: NamedRecord, { outcome, differences, finish, message }: Outcome): void {
  if (outcome === "different") {
    const shown = values.all ? differences : differences.slice(0, 1);
    console.log(`${id} differs:\n  ${shown.join("\n  ")}`);
  } else if (outcome !== "exact" && values.all) {
    const ours = outcome === "finished" ? `finishes at ${finish} ns` : `refuses: ${message}`;
    console.log(`${id}: the original did not complete (${status}); ours ${ours}`);
  }
}
