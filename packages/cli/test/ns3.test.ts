import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createRandom } from "@astra-ts/core";
import { afterAll, describe, expect, it } from "vitest";
import { Leftovers } from "../../bridge/test/support/leftovers.js";
import { isThorough } from "../../net-ns3/test/support/extent.js";
import { singleMessage } from "../../net-ns3/test/support/single-message.js";
import { itWithNs3 } from "../../net-ns3/test/support/with-ns3.js";
import { astraTs, executable, root } from "./astra-ts.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-ns3-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Machine {
  readonly shape: string;
  readonly npus: number;
  readonly bandwidth: string;
  readonly leaves?: number;
  readonly spines?: number;
}

/** An all-reduce by the ring algorithm, as a file. */
function experiment(name: string, machine: Machine, size: string, network: object = {}): string {
  const file = join(folder, `${name}.yaml`);
  const document = {
    topology: [{ latency: "500ns", ...machine }],
    system: { allReduceImplementation: "ring", endpointDelay: 0, preferredDatasetSplits: 1 },
    network: { backend: "ns3", ...network },
    workload: { collective: "all-reduce", size },
  };
  writeFileSync(file, JSON.stringify(document));
  return file;
}

/** Total time of a run, ns. */
function timeOf(file: string): number {
  const { status, stdout, stderr } = astraTs("run", file, "--json");
  expect(status, stderr).toBe(0);
  return (JSON.parse(stdout) as { time: { total: number } }).time.total;
}

describe("the network ns3, by the command", () => {
  itWithNs3("a ring all-reduce takes as many messages, one after the other, as it has steps", () => {
    const file = experiment("ring", { shape: "ring", npus: 8, bandwidth: "12.5GB/s" }, "8MiB");
    const step = singleMessage({ bytes: 1 << 20, hops: 1, bandwidth: 12.5, latency: 500, mtu: 9000 });
    const time = timeOf(file);
    expect(time).toBeGreaterThan(14 * step - 14);
    expect(time).toBeLessThan(1.01 * 14 * step);
  });

  itWithNs3("is ended in a sentence when its time is over", () => {
    const machine = { shape: "ring", npus: 8, bandwidth: "12.5GB/s" };
    const file = experiment("long", machine, "1GiB", { timeLimit: 0.5 });
    const { status, stderr } = astraTs("run", file);
    expect(stderr).toMatch(
      /^error: ns-3 has run for 0\.5 seconds, which is its limit, and stands at [\d,]+ ns\.\n.*timeLimit/m,
    );
    expect(status).not.toBe(0);
    expect(timeOf(experiment("short", machine, "1KiB", { timeLimit: 60 }))).toBeGreaterThan(14 * 500);
  });

  it("is named in the list of networks, installed or not", () => {
    expect(astraTs("plugins").stdout).toMatch(/\bns3\b/);
  });

  it.skipIf(process.platform === "win32")(
    "where ns-3 is missing, the command that installs it is told",
    () => {
      const file = experiment("missing", { shape: "ring", npus: 4, bandwidth: "12.5GB/s" }, "1KiB");
      process.env.ASTRA_TS_NS3_PREFIX = "/no/such/place";
      try {
        const { status, stderr } = astraTs("run", file);
        expect(status).not.toBe(0);
        expect(stderr).toMatch(/apt-get install libns3-dev g\+\+/);
        expect(astraTs("run", file, "--network", "flow").status).toBe(0);
      } finally {
        delete process.env.ASTRA_TS_NS3_PREFIX;
      }
    },
  );

  // The two processes take turns, so that the time on the clock is no less than what both need of the processor.
  const large = isThorough ? [{}, { mtu: 1500 }, { transport: "tcp" }] : [];
  for (const network of large)
    itWithNs3(
      `128 NPUs reduce 16 MiB within five minutes: ${JSON.stringify(network)}`,
      { timeout: 300_000 },
      () => {
        const machine = { shape: "leaf-spine", npus: 128, leaves: 8, spines: 8, bandwidth: "12.5GB/s" };
        expect(timeOf(experiment("large", machine, "16MiB", network))).toBeGreaterThan(2.66e6);
      },
    );
});

describe("docs/networks.md", () => {
  const page = readFileSync(join(root, "docs/networks.md"), "utf8");
  const table = page.slice(page.indexOf("| experiment | `analytical`")).split("\n\n")[0]!;
  const rows = table
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").map((cell) => cell.trim()));
  const [, leafSpine] = /```yaml\n(topology: \[\{ shape: leaf-spine[\s\S]*?)```/.exec(page)!;
  const tcp = { backend: "ns3", transport: "tcp" };

  itWithNs3.each(rows)("%s%s beside the others", (_, name, ...cells) => {
    const networks = ["analytical", "analytical-congestion", "flow", "packet", "ns3", tcp];
    // The packets of `packet` are what takes long: another test has exercise 1 on it.
    const kept = networks.flatMap((network, index) =>
      network === "packet" && !isThorough ? [] : [{ network, index }],
    );
    const file = join(folder, "beside.yaml");
    const document = /^exercise/.test(name!)
      ? `include: ${root}examples/exercise-1/experiment.yaml\n`
      : leafSpine!.replace("all-reduce, size", `${/all-[\w-]+$/.exec(name!)![0]}, size`);
    writeFileSync(file, `${document}networks: ${JSON.stringify(kept.map(({ network }) => network))}\n`);
    const { status, stdout, stderr } = astraTs("compare", file, "--json");
    expect(status, stderr).toBe(0);
    const { results } = JSON.parse(stdout) as {
      results: { result: { time: { total: number }; bound: { total: number } } }[];
    };
    const printed = (index: number) => Number(cells[index]!.replaceAll(",", ""));
    results.forEach(({ result }, at) => {
      expect(Math.abs(result.time.total - printed(kept[at]!.index)), cells.join()).toBeLessThan(0.501);
    });
    expect(Math.abs(results[0]!.result.bound.total - printed(networks.length))).toBeLessThan(0.501);
  });
});

describe.skipIf(process.platform !== "linux")("whatever is killed, nothing is left", () => {
  const random = createRandom(2026);
  const moments = Array.from({ length: isThorough ? 20 : 4 }, (_, index) => ({
    milliseconds: 100 + random.integer(1500),
    victim: index % 2 === 0 ? ("astra-ts" as const) : ("ns-3" as const),
    signal: (["SIGKILL", "SIGTERM", "SIGINT", "SIGKILL"] as const)[index % 4]!,
  }));

  itWithNs3.each(moments)(
    "$victim by $signal after $milliseconds ms",
    async ({ milliseconds, victim, signal }) => {
      const file = experiment("killed", { shape: "ring", npus: 8, bandwidth: "12.5GB/s" }, "1GiB");
      const leftovers = new Leftovers();
      const child = spawn(process.execPath, [executable, "run", file], {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, ...leftovers.environment },
      });
      let words = "";
      child.stderr.on("data", (data) => {
        words += data;
      });
      const ended = new Promise<number | null>((resolve) => child.on("close", (status) => resolve(status)));
      try {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        if (victim === "astra-ts") child.kill(signal);
        else process.kill(await simulator(leftovers), signal);
        const status = await ended;
        expect(status).not.toBe(0);
        if (victim === "ns-3") expect(words).toMatch(new RegExp(`ns-3 was ended by the signal ${signal}`));
        expect(await leftovers.found()).toEqual([]);
      } finally {
        child.kill("SIGKILL");
        leftovers.remove();
      }
    },
  );

  /** The process of ns-3, once it is there. */
  async function simulator(leftovers: Leftovers): Promise<number> {
    for (;;) {
      const line = leftovers
        .processes()
        .find((process) => /\/ns3-[0-9a-f]+ ?$/.test(process) && !/keeper/.test(process));
      if (line !== undefined) return Number.parseInt(line, 10);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
