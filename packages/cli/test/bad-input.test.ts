import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs } from "./astra-ts.js";

const exercise = fileURLToPath(new URL("../../../examples/exercise-1/", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-bad-input-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs exercise 1 with one of its files changed by `change`. */
function runWith(kind: "network" | "system" | "workload", change: (text: string) => string) {
  const files = {
    network: `${exercise}ring.json`,
    system: `${exercise}ring.txt`,
    workload: `${exercise}all_reduce.txt`,
  };
  const changed = join(folder, `${kind}.${kind === "network" ? "json" : "txt"}`);
  writeFileSync(changed, change(readFileSync(files[kind], "utf8")));
  files[kind] = changed;
  return astraTs(
    "--network-configuration",
    files.network,
    "--system-configuration",
    files.system,
    "--workload-configuration",
    files.workload,
  );
}

/** One sentence and perhaps a hint, no stack trace, nothing on standard output, exit code 2. */
function expectRefusal(
  { status, stdout, stderr }: ReturnType<typeof astraTs>,
  ...parts: (string | RegExp)[]
): void {
  expect(status, stderr).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  for (const part of parts) expect(stderr).toMatch(part);
}

describe("bad input is refused with one sentence and exit code 2", () => {
  it("missing file", () => {
    expectRefusal(
      astraTs(
        "--network-configuration",
        "nowhere.json",
        "--system-configuration",
        `${exercise}ring.txt`,
        "--workload-configuration",
        `${exercise}all_reduce.txt`,
      ),
      "nowhere.json",
      "no such file",
    );
    expectRefusal(astraTs("run", "nowhere.yaml"), "nowhere.yaml", "no such file");
  });

  it("missing flag", () => {
    expectRefusal(astraTs("run"), "--network-configuration");
  });

  it("unknown key", () => {
    expectRefusal(
      runWith("network", (text) => text.replace("links-count", "link-count")),
      /network\.json/,
      "link-count",
      "links-count",
    );
    expectRefusal(
      runWith("system", (text) => text.replace("endpoint-delay:", "endpoint-delai:")),
      /system\.txt:\d/,
      "endpoint-delai",
      "endpoint-delay",
    );
  });

  it("unknown shape", () => {
    expectRefusal(
      runWith("network", (text) => text.replace('"Ring"', '"Rink"')),
      /network\.json:3/,
      "topologies-per-dim",
      "Rink",
      'Did you mean "Ring"',
    );
  });

  it("wrong list length", () => {
    expectRefusal(
      runWith("network", (text) => text.replace("[500]", "[500, 500]")),
      /network\.json:6/,
      "link-latency",
      "expected",
    );
  });

  it("system and network of different dimensions", () => {
    expectRefusal(
      runWith("system", (text) => text.replaceAll(/implementation: (ring|direct)/g, "implementation: $1_$1")),
      /system\.txt/,
      "ring_ring",
      "1 algorithm",
    );
  });

  it("zero or negative bandwidth", () => {
    for (const bandwidth of ["0", "-50"]) {
      expectRefusal(
        runWith("network", (text) => text.replace("[50]", `[${bandwidth}]`)),
        /network\.json:7/,
        "link-bandwidth",
        bandwidth,
        "above 0",
      );
    }
  });

  it("a layer line with 11 columns", () => {
    expectRefusal(
      runWith("workload", (text) => text.replace(/ALLREDUCE 1048576 1/, "ALLREDUCE 1048576")),
      /workload\.txt:3/,
      "11",
      "12",
    );
  });

  it("unknown network backend", () => {
    expectRefusal(
      astraTs("run", `${exercise}experiment.yaml`, "--network", "paket"),
      "paket",
      'Did you mean "packet"',
    );
  });

  it("mistakes in an experiment file, with their lines", () => {
    const file = join(folder, "experiment.yaml");
    const good = readFileSync(`${exercise}experiment.yaml`, "utf8");
    const cases: [string, string, (string | RegExp)[]][] = [
      ["shape: ring", "shape: rink", [/experiment\.yaml:4/, "rink", 'Did you mean "ring"']],
      ["npus: 8", "npus: eight", [/experiment\.yaml:5/, "topology.0.npus", "eight"]],
      ["50GiB/s", "50 apples", [/experiment\.yaml:7/, "50 apples", "bandwidth"]],
      ["latency:", "latencie:", [/experiment\.yaml/, "latencie", "latency"]],
      ["endpointDelay", "endpointDelai", [/experiment\.yaml:12/, "endpointDelai", "endpointDelay"]],
      ["LIFO", "LILO", [/experiment\.yaml:11/, "LILO"]],
      ["MICRO", "MIKRO", [/experiment\.yaml:22/, "MIKRO", "MICRO"]],
      [
        "allReduceImplementation: ring",
        "allReduceImplementation: rong",
        [/experiment\.yaml:16/, "rong", "ring"],
      ],
    ];
    for (const [right, wrong, parts] of cases) {
      writeFileSync(file, good.replace(right, wrong));
      expectRefusal(astraTs("run", file), ...parts);
    }
  });
});

describe("flags that nothing would read", () => {
  const experiment = `${exercise}experiment.yaml`;
  const files = ["--network-configuration", `${exercise}ring.json`];

  it("are refused beside an experiment", () => {
    expectRefusal(
      astraTs("run", experiment, "--size", "1KiB"),
      "--size: this goes with ASTRA-sim's own files",
    );
    expectRefusal(astraTs("compare", experiment, "--num-passes", "2"), "--num-passes: ");
  });

  it("are refused without one", () => {
    expectRefusal(astraTs(...files, "--set", "topology.0.npus=4"), "--set: this changes an experiment file");
  });

  it("are refused where a sweep varies what they set", () => {
    const size = ["--vary", "workload.size=1MiB,2MiB", "--set", "workload.size=4MiB"];
    expectRefusal(astraTs("sweep", experiment, ...size), "--set workload.size: the sweep varies this field");
  });

  it("leave nothing to simulate where there are none", () => {
    expectRefusal(astraTs("run"), "no experiment file is given", "astra-ts init");
  });
});

describe("where a value comes from", () => {
  it("lets --set network take the place of networks", () => {
    const experiment = join(folder, "experiment.yaml");
    const text = readFileSync(`${exercise}experiment.yaml`, "utf8");
    writeFileSync(experiment, text.replace(/^networks?:.*$/m, "networks: [analytical, packet]"));
    const { stdout } = astraTs("run", experiment, "--set", "network=analytical-congestion", "--json");
    expect((JSON.parse(stdout) as { network: string }).network).toBe("analytical-congestion");
  });

  it("names ASTRA-sim's system file where its algorithm is unknown", () => {
    const refused = runWith("system", (system) =>
      system.replace("all-reduce-implementation: ring", "all-reduce-implementation: rng"),
    );
    expectRefusal(refused, /system\.txt:6: all-reduce-implementation\.0: .*found "rng"/);
  });
});
