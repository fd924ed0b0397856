// Runs one recorded run of ASTRA-sim 1.0 and says where ours differs. Everything is compared as the original printed it, without tolerance.

/** Rank 0's row stands for the run in every file. */
const place = { runName: "run", totalStatRows: 1, statRow: 0 };

const listFlags = ["units-count", "links-count", "link-latency", "link-bandwidth"];

/** The experiment that a record describes: the text of the three files, and flags. */
export function experimentOf(record, packages) {
  const { createTopology, readNetworkJson, readSystemText, readWorkloadText } = packages;
  const { flags } = record;
  const network = { ...record.network };
  for (const flag of listFlags) {
    if (flags[flag] !== undefined) network[flag] = numbersOf(flags[flag]);
  }
  const { dimensions } = readNetworkJson(JSON.stringify(network), "network.json");
  const { options } = readSystemText(record.system, "system.txt", {
    injectionScale: flags["injection-scale"] ?? 1,
  });
  return {
    name: record.id,
    topology: createTopology(dimensions),
    network: { name: "analytical" },
    system: {
      name: "astra",
      options: {
        ...options,
        ...(flags["num-queues-per-dim"] && { queuesPerDimension: flags["num-queues-per-dim"] }),
        ...(String(flags["rendezvous-protocol"]) === "true" && { rendezvousProtocol: true }),
      },
    },
    workload: readWorkloadText(record.workload_text, "workload.txt"),
    workloadOptions: {
      passes: flags["num-passes"] ?? 1,
      computeScale: flags["compute-scale"] ?? 1,
      communicationScale: flags["comm-scale"] ?? 1,
    },
    timeline: { ranks: 0 },
  };
}

function numbersOf(value) {
  return Array.isArray(value) ? value.map(Number) : String(value).trim().split(/\s+/).map(Number);
}

/** Every figure of the record beside ours; empty where all are equal. */
export function differencesOf(record, result, packages) {
  const differences = [];
  const compare = (what, ours, theirs) => {
    if (theirs === undefined) return;
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) differences.push(`${what}: ours ${shortened(a, b)}, recorded ${shortened(b, a)}`);
  };
  const expected = record.result;
  const { time, passFinish } = packages.seenFromNpu0(result);
  compare("finish (ns)", time.total, expected.finish_cycles ?? expected.finish_cycles_o2);
  compare("finish of each NPU (ns)", finishes(result.npuFinish), expected.npu_finish && finishesOf(expected));
  compare("ends of passes (ns)", passFinish, expected.pass_finish);
  compareLayers(result, expected, compare, packages);
  compareDetails(result, expected, compare, packages);
  compareTotals(result, expected, compare, packages);
  compareUtilization(result, expected, compare, packages);
  return differences;
}

function finishes(times) {
  return [...new Set(times)];
}

function finishesOf({ npu_finish: finish }) {
  if (finish.all !== undefined) return [finish.all];
  return finishes(Array.isArray(finish) ? finish.map(([, time]) => time) : Object.values(finish));
}

function compareLayers(result, expected, compare, { endToEndCsv }) {
  if (expected.layers_us === undefined) return;
  const rows = cellsOf(endToEndCsv(result, place)).slice(1);
  rows.forEach((cells, index) => {
    const numbers = [cells[0], ...cells.slice(2, 11).map(Number)];
    compare(`layer ${index} (µs)`, numbers, expected.layers_us[index] ?? null);
  });
  compare("number of layers", rows.length, expected.layers_us.length);
  const [finish, compute, exposed] = rows[0].slice(11).map(Number);
  compare("workload finished (µs)", finish, expected.workload_finished_us);
  compare("compute (µs)", compute, expected.total_compute_us);
  compare("exposed communication (µs)", exposed, expected.total_exposed_us);
}

function compareDetails(result, { detailed }, compare, { detailedCsv }) {
  if (detailed === undefined) return;
  const [header, ...rows] = cellsOf(detailedCsv(result, place)).map((cells) => withoutEnd(cells.slice(2)));
  compare("header of detailed.csv", header, withoutEnd(detailed.header));
  const recorded = detailed.rows.map(withoutEnd);
  rows.forEach((cells, index) => {
    compare(`detailed.csv, layer ${index}`, cells, recorded[index] ?? []);
  });
}

function compareTotals(result, expected, compare, { backendEndToEndCsv, backendDimensionInfoCsv }) {
  const [names, cells] = cellsOf(backendEndToEndCsv(result, place));
  const ours = Object.fromEntries(names.map((name, index) => [name, cells[index]]));
  for (const [name, value] of Object.entries(expected.backend_end_to_end ?? {})) {
    compare(`${name} of backend_end_to_end.csv`, Number(ours[name]), value);
  }
  const payload = cells.slice(8).filter((cell) => cell !== "-1");
  compare("bytes per dimension (MiB)", payload.map(Number), expected.payload_mib_per_dim);
  const latencies = cellsOf(backendDimensionInfoCsv(result, place)).slice(1);
  compare(
    "mean chunk latency per dimension (µs)",
    latencies.map(([, , latency]) => (latency === "-nan" ? null : Number(latency))),
    expected.avg_chunk_latency_us_per_dim,
  );
}

function compareUtilization(result, { utilization }, compare, { dimensionUtilizationCsv }) {
  if (utilization === undefined) return;
  const rows = cellsOf(dimensionUtilizationCsv(result));
  compare("windows of utilisation", rows.length - 1, utilization.rows);
  compare("utilisation", rows.slice(0, utilization.head.length), utilization.head);
}

function cellsOf(text) {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
}

function withoutEnd(cells) {
  let length = cells.length;
  while (length > 0 && cells[length - 1] === "") length--;
  return cells.slice(0, length);
}

/** The part of a long text around the first place where it differs from another. */
function shortened(text, other) {
  if (text === undefined || text.length <= 160) return String(text);
  let start = 0;
  while (start < text.length && text[start] === other?.[start]) start++;
  start = Math.max(0, start - 40);
  return `${start > 0 ? "…" : ""}${text.slice(start, start + 120)}…`;
}

/**
 * What became of a record: `exact`, `different`, or for a run that the original did not complete, `refused` or `finished`.
 * @returns {Promise<{ outcome: string, differences: string[], code?: string, message?: string, finish?: number }>}
 */
export async function checkRecord(record, packages) {
  const completed = record.result.status === "ok" || record.result.finish_cycles_o2 !== undefined;
  try {
    const result = await packages.simulate(experimentOf(record, packages), packages.registry);
    const differences = completed ? differencesOf(record, result, packages) : [];
    const outcome = completed ? (differences.length === 0 ? "exact" : "different") : "finished";
    return { outcome, differences, finish: packages.seenFromNpu0(result).time.total };
  } catch (error) {
    if (error?.code === undefined) throw error;
    const differences = completed ? [`ours refuses: ${error.message}`] : [];
    return {
      outcome: completed ? "different" : "refused",
      differences,
      code: error.code,
      message: error.message,
    };
  }
}
