import { copyFileSync, cpSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
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
let all: string[];
const tarball = (name: string) => tarballs.files.get(name)!;
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const compilers = ["typescript@5.9.3", "@types/node@20.19.9"];

beforeAll(() => {
  tarballs = packAll();
  all = [...tarballs.files.values()];
  outside = realpathSync(mkdtempSync(join(tmpdir(), "astra-ts-outside-")));
});
afterAll(() => {
  tarballs.remove();
  rmSync(outside, { recursive: true });
});

describe("the packet network alone", () => {
  it("works from TypeScript by import and by require(), with the same numbers", () => {
    const folder = emptyProject(join(outside, "library"));
    install(folder, tarball("@astra-ts/core"), tarball("@astra-ts/net-packet"), compilers[0]);
    expect(existsSync(join(folder, "node_modules/astra-ts"))).toBe(false);
    for (const file of ["alone.ts", "alone-by-require.cts"]) copyFileSync(here(file), join(folder, file));
    const flags = ["--module", "nodenext", "--target", "es2023", "--strict", "--lib", "es2023,dom"];
    runIn(folder, "npx", "tsc", ...flags, "alone.ts", "alone-by-require.cts");
    const byImport = runIn(folder, "node", "alone.js");
    expect(JSON.parse(byImport)).toMatchObject({ messages: 56 });
    expect(runIn(folder, "node", "alone-by-require.cjs")).toBe(byImport);
  });
});

describe("a user with plugins", () => {
  let user: string;
  const experiment = "experiment.yaml";
  beforeAll(() => {
    user = emptyProject(join(outside, "user"));
    install(user, ...all, ...compilers);
    copyFileSync(join(root, "examples/exercise-1/experiment.yaml"), join(user, experiment));
  });

  it("simulates exercise 1", () => {
    const result = JSON.parse(runIn(user, "npx", "astra-ts", "run", experiment, "--json")) as Result;
    expect(result.time.total).toBe(45_681);
  });

  it("creates a network plugin that passes its tests as created, installed by itself", () => {
    runIn(
      user,
      "npx",
      "astra-ts",
      "plugin",
      "create",
      "@me/my-network",
      "--kind",
      "network",
      "--folder",
      "../my-network",
    );
    const folder = join(outside, "my-network");
    install(folder, ...all);
    expect(runIn(folder, "npm", "test")).toMatch(/# fail 0|ℹ fail 0/);
    const table = runIn(
      folder,
      "npx",
      "astra-ts",
      "compare",
      "../user/experiment.yaml",
      "--plugin",
      "./dist/index.js",
      "--networks",
      "analytical,my-network",
    );
    expect(table).toContain("my-network");
  });

  it.each(["collective", "training-loop", "compute", "format"])(
    "creates a plugin of kind %s that passes its tests",
    (kind) => {
      // Inside the user's folder, whose packages it finds.
      runIn(user, "npx", "astra-ts", "plugin", "create", `my-${kind}`, "--kind", kind);
      const folder = join(user, `my-${kind}`);
      expect(runIn(folder, "npm", "test")).toMatch(/# fail 0|ℹ fail 0/);
      expect(runIn(user, "npx", "astra-ts", "plugins", "--plugin", `./my-${kind}/dist/index.js`)).toContain(
        `my-${kind}`,
      );
    },
  );

  it("reads a workload in a plugin's format", () => {
    writeFileSync(join(user, "model.csv"), "layer,forward,backward,gradient\nconv,1000,2000,1048576\n");
    const flags = ["--plugin", "./my-format/dist/index.js", "--set", "workload={file: model.csv}", "--json"];
    const result = JSON.parse(runIn(user, "npx", "astra-ts", "run", experiment, ...flags)) as Result;
    expect(result.layers.map(({ name }) => name)).toEqual(["conv"]);
  });

  describe("and the LogGP backend of a third party", () => {
    beforeAll(() => {
      const project = join(outside, "loggp");
      cpSync(join(root, "examples/plugins/loggp"), project, {
        recursive: true,
        filter: (path) => !["node_modules", "dist"].includes(basename(path)),
      });
      install(project, tarball("@astra-ts/core"), ...compilers);
      expect(runIn(project, "npm", "test")).toMatch(/# fail 0|ℹ fail 0/);
      runIn(project, "npm", "pack");
      install(user, ...all, ...compilers, join(project, "astra-ts-loggp-0.1.0.tgz"));
      // One copy of core: the plugin's peer is the user's own.
      expect(existsSync(join(user, "node_modules/astra-ts-loggp/node_modules"))).toBe(false);
    });

    it("runs an experiment on it", () => {
      const result = JSON.parse(
        runIn(
          user,
          "npx",
          "astra-ts",
          "run",
          experiment,
          "--plugin",
          "astra-ts-loggp",
          "--network",
          "loggp",
          "--json",
        ),
      ) as Result;
      expect(result.network).toBe("loggp");
      expect(result.bytesSent).toEqual(Array(8).fill(1_835_008));
      expect(result.time.total).toBeGreaterThan(45_681);
    });

    it("sets it beside the built-in backends", () => {
      const networks = ["analytical", "loggp", "packet"];
      const table = runIn(
        user,
        "npx",
        "astra-ts",
        "compare",
        experiment,
        "--plugin",
        "astra-ts-loggp",
        "--networks",
        networks.join(),
      );
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
      runIn(user, "npx", "astra-ts", "sweep", "sweep.yaml", "--csv", "sweep.csv", "--quiet");
      const rows = runIn(user, "node", "-p", "require('node:fs').readFileSync('sweep.csv', 'utf8')")
        .trim()
        .split("\n");
      expect(rows.filter((row) => row.includes("loggp"))).toHaveLength(2);
    });
  });
});
