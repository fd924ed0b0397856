import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs, root } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-convert-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function ok(...args: string[]): string {
  const { status, stdout, stderr } = astraTs(...args);
  expect(status, stderr).toBe(0);
  return stdout;
}

function total(workload: string): number {
  const experiment = join(folder, "experiment.yaml");
  writeFileSync(experiment, `include: ${root}examples/pipeline/experiment.yaml\n`);
  const result = JSON.parse(ok("run", experiment, "--json", "--set", `workload=${workload}`)) as {
    time: { total: number };
  };
  return result.time.total;
}

describe("workload convert", () => {
  it.each([
    ["chakra", "et"],
    ["chakra-json", "json"],
  ])("writes a generated graph as %s, which takes as long and comes back as it is", (to, ending) => {
    const graph = `${root}examples/pipeline/gpt3-1.3b.json`;
    const pattern = join(folder, `${to}-{rank}.${ending}`);
    const groups = join(folder, `${to}.groups.json`);
    expect(ok("workload", "convert", graph, "--to", to, "--output", pattern)).toContain("traces of 8 ranks");
    expect(total(`{trace: '${pattern}', groups: '${groups}', communicationSlots: 7}`)).toBe(
      total(`{file: ${graph}}`),
    );
    const back = join(folder, "back.json");
    ok("workload", "convert", pattern, "--groups", groups, "--to", "graph", "--output", back);
    const again = join(folder, `again-{rank}.${ending}`);
    ok("workload", "convert", back, "--to", to, "--output", again);
    for (let rank = 0; rank < 8; rank++) {
      const file = (name: string) => readFileSync(name.replace("{rank}", String(rank)));
      expect(file(again).equals(file(pattern))).toBe(true);
    }
  });

  it("says why there is nothing to convert", () => {
    const table = `${root}examples/exercise-3/vgg16.txt`;
    const { status, stderr } = astraTs("workload", "convert", table, "--to", "chakra", "--output", "x");
    expect(status).toBe(2);
    expect(stderr).toContain("a table of layers says what a training loop does with it");
  });

  it("inspects traces, also without the file of their groups", () => {
    const pattern = join(folder, "chakra-{rank}.et");
    expect(ok("workload", "inspect", pattern)).toMatch(
      /execution graph of 2,632 nodes on 8 NPUs[\s\S]+all-reduce +group 1/,
    );
  });
});
