import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs } from "./astra-ts.js";

describe("the warnings of a run", () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "astra-ts-warnings-"));
    file = join(folder, "small-buffers.yaml");
    writeFileSync(
      file,
      `topology: [{ shape: ring, npus: 8, bandwidth: 50GB/s, latency: 500ns }]
workload: { collective: all-reduce, size: 64KiB }
network: { backend: packet, buffersPerVc: 100 }
`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const told = (text: string): number => text.split("are too small for the round trip").length - 1;

  it("are told before it starts, so that a run that does not end has told them", () => {
    const { status, stderr } = astraTs("run", file, "--memory-budget", "1MiB");
    expect(status).toBe(1);
    expect(told(stderr)).toBe(1);
    expect(stderr).toMatch(/^warning: packet network[\s\S]*\[MEMORY_BUDGET\]/);
  });

  it("are told once, whatever the command, and not at all where nobody wants them", () => {
    expect(told(astraTs("run", file).stderr)).toBe(1);
    expect(
      told(astraTs("compare", file, "--variant", "fast:topology.0.latency=400ns", "--no-re-run").stderr),
    ).toBe(2);
    expect(told(astraTs("explain", file).stderr)).toBe(1);
    expect(told(astraTs("run", file, "--quiet").stderr)).toBe(0);
    expect(astraTs("run", file, "--json").stderr).toBe("");
  });
});
