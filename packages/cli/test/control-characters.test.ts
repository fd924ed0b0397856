import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutControls } from "../src/terminal/print.js";
import { astraTs } from "./astra-ts.js";

/** As a terminal obeys them: a title, a clipboard, colours in both notations, a cursor movement, a new line, a turned direction of writing. */
const evil = (where: string) =>
  JSON.stringify(`${where}\u001b]0;owned\u0007\u001b[2J\u009b31m\u007f\r\nerror: fake\u202e\u2028`);

let folder: string;
let experiment: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-controls-"));
  experiment = write(
    "experiment.yaml",
    `name: ${evil("name")}
topology: [{ shape: ring, npus: 4, bandwidth: 50GB/s, latency: 500ns }]
networks: [analytical, analytical-congestion]
workload:
  trainingLoop: MICRO
  layers:
    - { name: ${evil("layer")}, weightGradient: { compute: 1us, communication: all-reduce, size: 1MiB } }
    - { name: ${evil("second")}, weightGradient: { compute: 1us, communication: all-reduce, size: 1MiB } }
variants:
  ${evil("variant")}: { topology.0.npus: 8 }
sweep:
  grid:
    ${evil("axis")}:
      cases:
        ${evil("case")}: { topology.0.npus: 8 }
        ${evil("wrong")}: { topology.0.npus: ${evil("npus")} }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Whatever a terminal would obey, but for the ends of lines that we write ourselves. */
const obeyed = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

function expectSafe({ stdout, stderr }: ReturnType<typeof astraTs>, ...shown: string[]): void {
  expect(stdout).not.toMatch(obeyed);
  expect(stderr).not.toMatch(obeyed);
  // The name cannot begin a line of its own either.
  expect(stdout + stderr).not.toMatch(/^error: fake/m);
  for (const part of shown) expect(stdout + stderr).toContain(part);
}

describe("names from files", () => {
  it("reach the terminal without control characters, from every command", () => {
    const saved = join(folder, "saved.json");
    const escaped = "\\u001b]0;owned\\u0007";
    expectSafe(astraTs("run", experiment, "--out", saved), `name${escaped}`, `layer${escaped}`);
    expectSafe(astraTs("show", saved), `name${escaped}`);
    expectSafe(astraTs("compare", experiment), `variant${escaped}`);
    expectSafe(astraTs("explain", experiment), `name${escaped}`);
    const results = join(folder, "sweep.jsonl");
    expectSafe(astraTs("sweep", experiment, "--results", results), `axis${escaped}`, `case${escaped}`);
    expectSafe(astraTs("sweep", experiment, "--list"), `axis${escaped}`);
    expectSafe(astraTs("show", results), `case${escaped}`);
    expectSafe(astraTs("validate", experiment), `npus${escaped}`);
  });

  it("mean in JSON what they meant before", () => {
    const run = astraTs("run", experiment, "--json");
    expectSafe(run);
    expect((JSON.parse(run.stdout) as { name: string }).name).toBe(JSON.parse(evil("name")));
  });

  it("are quoted without them in errors: keys, values, files, words", () => {
    const wrong = (text: string) => write("wrong.yaml", text);
    expectSafe(astraTs("validate", wrong(`${evil("key")}: 1`)), "key\\u001b");
    expectSafe(astraTs("run", wrong(`name: x\ntopology: ${evil("value")}\nworkload: 1`)), "value\\u001b");
    expectSafe(astraTs("run", wrong(`include: ${evil("file")}`)), "file\\u001b");
    expectSafe(astraTs("run", join(folder, "\u001b[31mnowhere")), "\\u001b[31mnowhere");
    expectSafe(astraTs("workload", "inspect", write("loop.txt", "LOOP\u001b[31m\n1\n")));
    expectSafe(
      astraTs("workload", "inspect", write("layer.txt", "DATA\n1\nconv\u001b[31m -1 x\n")),
      "conv\\u001b[31m",
    );
  });

  it("stay as they are in CSV, quoted", () => {
    const csv = join(folder, "run.csv");
    astraTs("run", experiment, "--quiet", "--csv", csv);
    const layer = JSON.parse(evil("layer")) as string;
    expect(readFileSync(csv, "utf8")).toContain(`\n"${layer}",`);
  });

  it("stand in the page as text", () => {
    const page = join(folder, "page.html");
    const file = write(
      "page.yaml",
      readFileSync(experiment, "utf8").replace(
        evil("name"),
        JSON.stringify('</title></script><script>alert("1")</script>'),
      ),
    );
    astraTs("run", file, "--quiet", "--report", page);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("&lt;/title&gt;&lt;/script&gt;&lt;script&gt;");
    expect(html).not.toContain("<script>alert(");
  });
});

describe("the way to the terminal", () => {
  it("lets only our own styles through, and none where there are no colours", () => {
    const text = "\u001b[1mtitle\u001b[22m \u001b[2J\u001b]0;x\u0007\n\tnext";
    expect(withoutControls(text, true)).toBe("\u001b[1mtitle\u001b[22m \\u001b[2J\\u001b]0;x\\u0007\n\tnext");
    expect(withoutControls(text, false)).toContain("\\u001b[1mtitle");
  });

  it("is the only one in the command, but for the line of progress", () => {
    const source = fileURLToPath(new URL("../src", import.meta.url));
    const writers = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .filter((name) =>
        /process\.std(out|err)\.write|console\./.test(readFileSync(join(source, name), "utf8")),
      );
    expect(writers.map((name) => name.replaceAll("\\", "/")).sort()).toEqual([
      "terminal/print.ts",
      "terminal/status-line.ts",
    ]);
  });
});
