import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const command = `${root}packages/cli/bin/astra-ts.mjs`;
const experiment = `${root}examples/exercise-1/experiment.yaml`;

/** Before the process ends, it tells its CPU time and the most memory that it had on a pipe of its own: Node does not tell those of children. */
const teller =
  'data:text/javascript,import { writeSync } from "node:fs";' +
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); writeSync(3, [user + system, process.resourceUsage().maxRSS].join(" ")); });';

/** A sweep of so many small points in one process: CPU seconds, and MiB at the most; and the seconds that the records say of the runs themselves. */
function sweep(points) {
  const folder = mkdtempSync(join(tmpdir(), "astra-ts-bench-"));
  const results = join(folder, "points.jsonl");
  const seeds = Array.from({ length: points }, (_, index) => index + 1).join(",");
  const flags = [
    "--networks",
    "analytical",
    "--vary",
    `seed=${seeds}`,
    "--workers",
    "1",
    "--results",
    results,
  ];
  try {
    const { status, stderr, output } = spawnSync(
      process.execPath,
      ["--import", teller, command, "sweep", experiment, ...flags, "--quiet"],
      { encoding: "utf8", stdio: ["ignore", "ignore", "pipe", "pipe"] },
    );
    if (status !== 0) throw new Error(stderr);
    const [microseconds, kibibytes] = output[3].split(" ").map(Number);
    const lines = readFileSync(results, "utf8").trimEnd().split("\n").slice(1);
    const simulated = lines.reduce((sum, line) => sum + JSON.parse(line).measures.wall_s, 0);
    return { seconds: microseconds / 1e6, memory: kibibytes / 1024, simulated };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export default {
  name: "sweep",
  description: "points of eight NPUs in one process, as the command runs them; CPU time, and the most memory",
  async *measure() {
    const few = sweep(500);
    const [more, most] = [sweep(5_500), sweep(20_000)];
    // What the process takes to start is in both.
    const each = (more.seconds - few.seconds) / 5_000;
    yield { name: "a point, all in all", value: each * 1000, unit: "ms" };
    const simulated = (more.simulated - few.simulated) / 5_000;
    yield {
      name: "a point, but for the run itself",
      value: Math.max(0, each - simulated) * 1000,
      unit: "ms",
    };
    yield { name: "most memory, 500 points", value: few.memory, unit: "MiB" };
    yield { name: "most memory, 5,500 points", value: more.memory, unit: "MiB" };
    yield { name: "most memory, 20,000 points", value: most.memory, unit: "MiB" };
  },
};
