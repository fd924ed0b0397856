import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const command = `${root}packages/cli/bin/astra-ts.mjs`;
const experiment = `${root}examples/exercise-1/experiment.yaml`;
const repetitions = 20;

/** An empty module: what Node itself takes. */
const bare = ["--input-type=module", "--eval", ""];
const calls = [
  ["--version", [command, "--version"]],
  ["--help", [command, "--help"]],
  ["run --help", [command, "run", "--help"]],
  ["run of eight NPUs", [command, "run", experiment, "--network", "analytical"]],
];

/** Before the process ends, it tells its CPU time on a pipe of its own: Node does not tell that of children. */
const teller =
  'data:text/javascript,import { writeSync } from "node:fs";' +
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); writeSync(3, String(user + system)); });';

/** CPU milliseconds of one process. */
function once(args) {
  const { status, stderr, output } = spawnSync(process.execPath, ["--import", teller, ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(stderr);
  return Number(output[3]) / 1000;
}

export default {
  name: "start-up",
  description: `CPU milliseconds that the command takes more than Node by itself, the least of ${repetitions} processes each`,
  async *measure() {
    const least = new Map([["Node", Number.POSITIVE_INFINITY]]);
    // In turns, so that a busy moment of the machine meets all alike.
    for (let repetition = 0; repetition < repetitions; repetition++)
      for (const [name, args] of [["Node", bare], ...calls])
        least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, once(args)));
    const node = least.get("Node");
    yield { name: "Node by itself, whole", value: node, unit: "ms" };
    for (const [name] of calls) yield { name, value: least.get(name) - node, unit: "ms" };
  },
};
