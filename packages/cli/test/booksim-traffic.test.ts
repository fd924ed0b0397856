import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs, root } from "./astra-ts.js";

const mesh = `${root}examples/booksim/mesh.cfg`;
const short = ["--set", "sample_period=200"];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-booksim-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("astra-ts traffic with BookSim's routers", () => {
  it("reads a configuration, with single parameters from the command line", () => {
    const { status, stdout, stderr } = astraTs("traffic", "--booksim-config", mesh, ...short, "--json");
    expect(status, stderr).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: "ok", nodes: 16, deadlockWarnings: 0 });
    expect(result.packetLatency.avg).toBeGreaterThan(result.packetLatency.min);
    const busier = astraTs("traffic", "--booksim-config", mesh, ...short, "--set", "injection_rate=0.4");
    expect(busier.stdout).toContain("uniform on 16 nodes (mesh, dor), injection rate 0.4");
    expect(busier.stdout).toMatch(/accepted\s+0\.[34]/);
  });

  it("draws a curve as far as the network is stable, on the terminal and in a table", () => {
    const csv = join(folder, "curve.csv");
    const preset = ["--preset", "booksim", "--set", "topology=mesh", "--set", "routing_function=dor"];
    const small = ["--set", "k=2", "--set", "n=2", "--set", "num_vcs=1", "--set", "latency_thres=80"];
    const { status, stdout, stderr } = astraTs(
      "traffic",
      ...preset,
      ...small,
      ...short,
      "--sweep",
      "--csv",
      csv,
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("unstable");
    const rows = readFileSync(csv, "utf8").trimEnd().split("\n");
    expect(rows[0]).toMatch(/^injection_rate,topology,routing_function,traffic,num_vcs,latency_cycles,/);
    expect(rows[1]).toMatch(/^0\.01,mesh,dor,uniform,1,\d/);
    expect(rows.at(-1)).toMatch(/^0\.\d+,mesh,dor,uniform,1,,,0\.\d+/);
  });

  it("names what is wrong, and where", () => {
    const file = join(folder, "wrong.cfg");
    writeFileSync(file, "topology = mesh;\nrouting_function = dor;\nnum_vcs = none;\n");
    const wrong = astraTs("traffic", "--booksim-config", file);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain(`${file}:3: num_vcs: not usable`);
    expect(astraTs("traffic", "--booksim-config", mesh, "--num-cpus", "4").stderr).toContain(
      "--num-cpus: this flag is for Garnet's routers",
    );
    expect(astraTs("traffic", "--set", "k=4").stderr).toContain("Add --preset booksim.");
    expect(astraTs("traffic", "--preset", "booksim", "--set", "k").stderr).toContain("name = value;");
    expect(astraTs("traffic", "--booksim-config", mesh, "--csv", "a.csv").stderr).toContain(
      "one point makes",
    );
    expect(astraTs("traffic", "--preset", "garnet", "--booksim-config", mesh).status).toBe(2);
  });
});
