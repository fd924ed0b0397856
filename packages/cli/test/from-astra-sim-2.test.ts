import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { astraTs, root } from "./astra-ts.js";

const page = readFileSync(`${root}docs/from-astra-sim-2.md`, "utf8");

describe("docs/from-astra-sim-2.md", () => {
  it("names flags that there are", () => {
    const help = astraTs("run", "--help").stdout;
    const flags = new Set(
      page
        .split("\n")
        .flatMap((line) => (line.startsWith("| `--") ? line.split("|")[1]!.match(/--[\w-]+/g)! : [])),
    );
    expect(flags.size).toBeGreaterThan(10);
    for (const flag of flags) expect(help).toContain(`${flag} `);
  });

  it("shows an experiment of the original's files that runs beside the example", () => {
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(page)!;
    const folder = mkdtempSync(join(tmpdir(), "astra-ts-from-2x-"));
    try {
      cpSync(`${root}examples/llama-traces`, folder, { recursive: true });
      const time = (text: string): number => {
        const file = join(folder, "own.yaml");
        writeFileSync(file, text);
        const { status, stdout, stderr } = astraTs("run", file, "--json");
        expect(status, stderr).toBe(0);
        return (JSON.parse(stdout) as { time: { total: number } }).time.total;
      };
      // Without what stands beside the system file, it is the run of the page's flags.
      const [, printed] = /total time .*\(([\d,]+) ns\)/.exec(page)!;
      expect(time(yaml!.replace(", preferredDatasetSplits: 8", ""))).toBe(
        Number(printed!.replaceAll(",", "")),
      );
      expect(time(yaml!)).not.toBe(time(yaml!.replace("Splits: 8", "Splits: 1")));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
