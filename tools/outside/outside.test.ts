import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Result } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packAll, root, type Tarballs } from "../packages/tarballs.js";
import { emptyProject, install, runIn } from "./commands.js";

// What users have: the tarballs, npm, and folders outside of the workspace.
let tarballs: Tarballs;
let outside: string;
const tarball = (name: string) => tarballs.files.get(name)!;
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const compilers = ["typescript@5.9.3", "@types/node@20.19.9"];

beforeAll(() => {
  tarballs = packAll();
  outside = realpathSync(mkdtempSync(join(tmpdir(), "astra-ts-outside-")));
});
afterAll(() => {
  tarballs.remove();
  rmSync(outside, { recursive: true });
});

describe("the packet network alone", () => {
  it("works from TypeScript by import and by require(), with the same numbers", () => {
    const folder = emptyProject(join(outside, "library"));
    install(folder, tarball("@astra-ts/core"), tarball("@astra-ts/net-packet"));
    expect(existsSync(join(folder, "node_modules/astra-ts"))).toBe(false);
    for (const file of ["alone.ts", "alone-by-require.cts"]) copyFileSync(here(file), join(folder, file));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const flags = ["--module", "nodenext", "--target", "es2023", "--strict", "--lib", "es2023,dom"];
    runIn(folder, "node", compiler, ...flags, "alone.ts", "alone-by-require.cts");
    const byImport = runIn(folder, "node", "alone.js");
    expect(JSON.parse(byImport)).toMatchObject({ messages: 56 });
    expect(runIn(folder, "node", "alone-by-require.cjs")).toBe(byImport);
  });
});

describe.each([
  ["jitter-and-loss", ["@astra-ts/core", "@astra-ts/net-analytical", "@astra-ts/net-packet"]],
  ["max-min", ["@astra-ts/core"]],
  ["c-over-the-bridge", ["@astra-ts/core", "@astra-ts/bridge"]],
])("the third party of examples/plugins/%s", (name, packages) => {
  it("passes the conformance kit", () => {
    const project = join(outside, name);
    cpSync(join(root, "examples/plugins", name), project, {
      recursive: true,
      filter: (path) => basename(path) !== "node_modules",
    });
    install(project, ...packages.map(tarball));
    expect(runIn(project, "npm", "test")).toMatch(/# fail 0|ℹ fail 0/);
  });
});

describe("a user with the LogGP backend of a third party", () => {
  let user: string;
  const experiment = "experiment.yaml";
  // What npx finds, without the second that npx takes each time.
  const astraTs = (...parameters: string[]) =>
    runIn(user, "node", "node_modules/astra-ts/bin/astra-ts.mjs", ...parameters);
  const loggp = ["--plugin", "astra-ts-loggp"];

  beforeAll(() => {
    // The third party: builds, tests and packs its plugin with core alone.
    const project = join(outside, "loggp");
    cpSync(join(root, "examples/plugins/loggp"), project, {
      recursive: true,
      filter: (path) => !["node_modules", "dist"].includes(basename(path)),
    });
    install(project, tarball("@astra-ts/core"), ...compilers);
    expect(runIn(project, "npm", "test")).toMatch(/# fail 0|ℹ fail 0/);
    runIn(project, "npm", "pack");
    user = emptyProject(join(outside, "user"));
    install(user, ...tarballs.files.values(), join(project, "astra-ts-loggp-0.1.0.tgz"), ...compilers);
    copyFileSync(join(root, "examples/exercise-1/experiment.yaml"), join(user, experiment));
  });

  it("has one copy of core: the plugin's peer is the user's own", () => {
    expect(existsSync(join(user, "node_modules/astra-ts-loggp/node_modules"))).toBe(false);
  });

  it("finds that the entries that come with astra-ts pass the kit, ns-3 where it is installed", () => {
    copyFileSync(here("own-entries.mjs"), join(user, "own-entries.mjs"));
    const tests = runIn(user, "node", "--test", "--test-reporter", "tap", "own-entries.mjs");
    expect(tests).toMatch(/^# fail 0$/m);
    for (const backend of ["analytical", "analytical-congestion", "flow", "packet", "ns3"])
      expect(tests).toMatch(new RegExp(`^ *ok \\d+ - ${backend}: `, "m"));
  });

  it("simulates exercise 1", () => {
    const result = JSON.parse(runIn(user, "npx", "astra-ts", "run", experiment, "--json")) as Result;
    expect(result.time.total).toBe(45_681);
  });

  it("runs an experiment on the plugin", () => {
    const result = JSON.parse(astraTs("run", experiment, ...loggp, "--network", "loggp", "--json")) as Result;
    expect(result.network).toBe("loggp");
    expect(result.bytesSent).toEqual(Array(8).fill(1_835_008));
    expect(result.time.total).toBeGreaterThan(45_681);
  });

  it("sets it beside the built-in backends", () => {
    const networks = ["analytical", "loggp", "packet"];
    const table = astraTs("compare", experiment, ...loggp, "--networks", networks.join());
    for (const network of networks) expect(table).toContain(network);
  });

  it("sweeps over it, in worker threads", () => {
    writeFileSync(
      join(user, "sweep.yaml"),
      [
        `include: ${experiment}`,
        "plugins: [astra-ts-loggp]",
        "networks: [analytical, { backend: loggp, gap: 500 }]",
        "sweep: { grid: { npus: { fields: topology.0.npus, values: [4, 8] } } }",
      ].join("\n"),
    );
    astraTs("sweep", "sweep.yaml", "--csv", "sweep.csv", "--quiet");
    const rows = readFileSync(join(user, "sweep.csv"), "utf8").trim().split("\n");
    expect(rows.filter((row) => row.includes("loggp"))).toHaveLength(2);
  });

  describe("and plugins of their own", () => {
    const kinds = ["network", "collective", "training-loop", "compute", "format", "reporter"];
    const others = kinds.slice(1).map((kind) => `my-${kind}`);

    // Inside the user's folder, whose packages they find.
    it("creates one of each kind", () => {
      for (const kind of kinds) astraTs("plugin", "create", `@me/my-${kind}`, "--kind", kind);
    });

    it("finds that a created plugin passes `npm test` as it is", () => {
      expect(runIn(join(user, "my-network"), "npm", "test")).toMatch(/# fail 0|ℹ fail 0/);
      const flags = ["--plugin", "./my-network/dist/index.js", "--networks", "analytical,my-network"];
      expect(astraTs("compare", experiment, ...flags)).toContain("my-network");
    });

    it("builds the others", () => {
      // What their `npm test` does, in one go for all.
      runIn(user, "node", "node_modules/typescript/bin/tsc", "--build", ...others);
      for (const name of others) {
        const tests = runIn(join(user, name), "node", "--test", "dist/conformance.test.js");
        expect(tests).toMatch(/# fail 0|ℹ fail 0/);
      }
    });

    it("loads them all at once", () => {
      const flags = others.flatMap((name) => ["--plugin", `./${name}/dist/index.js`]);
      const table = astraTs("plugins", ...flags);
      for (const name of [
        ...others.filter((name) => !/collective|loop/.test(name)),
        "myCollective",
        "MY_TRAINING_LOOP",
      ])
        expect(table).toContain(name);
    });

    it("makes a report by a plugin's reporter", () => {
      const flags = [
        "--plugin",
        "./my-reporter/dist/index.js",
        "--reporter",
        "my-reporter",
        "--report-folder",
        "out",
      ];
      astraTs("compare", experiment, "--networks", "analytical,packet", ...flags);
      expect(readFileSync(join(user, "out/my-reporter.md"), "utf8")).toMatch(/\| packet \| .* us \|/);
    });

    it("reads a workload in a plugin's format", () => {
      writeFileSync(join(user, "model.csv"), "layer,forward,backward,gradient\nconv,1000,2000,1048576\n");
      const flags = [
        "--plugin",
        "./my-format/dist/index.js",
        "--set",
        "workload={file: model.csv}",
        "--json",
      ];
      const result = JSON.parse(astraTs("run", experiment, ...flags)) as Result;
      expect(result.layers.map(({ name }) => name)).toEqual(["conv"]);
    });
  });
});
