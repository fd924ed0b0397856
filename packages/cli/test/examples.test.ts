import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { astraTs, root } from "./astra-ts.js";

/** Rows of the tables in examples/README.md: a command in backquotes and the total time that it prints. */
const rows = [
  ...readFileSync(`${root}examples/README.md`, "utf8").matchAll(
    /^\|[^|]*\| `astra-ts ([^`|]*)` \| ([\d,]+) ns \|$/gm,
  ),
].map(([, command, total]) => ({ args: command!.split(" "), total: Number(total!.replaceAll(",", "")) }));

describe("the commands of examples/README.md print the totals that stand beside them", () => {
  it("has rows", () => {
    expect(rows.length).toBeGreaterThan(10);
  });

  it.each(rows)("$args -> $total ns", ({ args, total }) => {
    const { status, stdout, stderr } = astraTs(...args, "--json");
    expect(status, stderr).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.time.total).toBe(total);
    expect(result.time.exposedCommunication).toBe(total - result.time.compute);
  });
});
