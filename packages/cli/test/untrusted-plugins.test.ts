import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withAbsolutePaths } from "../src/experiment/absolute-paths.js";
import { admitPlugins } from "../src/plugins/admit-plugins.js";
import { executable } from "./astra-ts.js";

let root: string;
let ran: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "astra-ts-trust-")));
  ran = join(root, "ran");
  for (const folder of ["stranger", "work"]) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A plugin that leaves a trace when it is loaded. */
function plugin(name: string): string {
  return `import { writeFileSync } from "node:fs";
writeFileSync(${JSON.stringify(ran)}, ${JSON.stringify(name)});
const loop = { name: "LOOP", description: "a loop", parameters: [], *run() {} };
export default Object.defineProperty({ name: ${JSON.stringify(name)}, apiVersion: 1, entries: { trainingLoops: [loop] } }, Symbol.for("astra-ts.plugin"), { value: true });`;
}

function write(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A package that is a plugin, in the node_modules of a folder. */
function install(folder: string, name: string): void {
  write(
    `${folder}/node_modules/${name}/package.json`,
    `{ "name": "${name}", "type": "module", "exports": "./index.js" }`,
  );
  write(`${folder}/node_modules/${name}/index.js`, plugin(name));
}

const body = `topology: [{ shape: ring, npus: 4, bandwidth: 50GB/s, latency: 500ns }]
workload: { collective: all-reduce, size: 1MiB }
sweep: { grid: { workload.size: [1MiB, 2MiB] } }
`;

function experiment(plugins: string, path = "stranger/experiment.yaml"): string {
  return write(path, `${body}${plugins === "" ? "" : `plugins: [${JSON.stringify(plugins)}]\n`}`);
}

/** Runs the command in the folder `work`, or another. */
function astraTs(args: readonly string[], folder = "work", env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [executable, ...args], {
    cwd: join(root, folder),
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
}

const commands = [
  ["run"],
  ["compare"],
  ["explain"],
  ["validate"],
  ["sweep", "--workers", "1"],
  ["sweep", "--workers", "2"],
];

describe("to open a stranger's experiment", () => {
  it.each(commands)("does not run his code: %s %s %s", (command, ...flags) => {
    write("stranger/evil.mjs", plugin("evil"));
    const file = experiment("./evil.mjs");
    const { status, stderr } = astraTs([command, file, ...flags]);
    expect(existsSync(ran)).toBe(false);
    expect(stderr).toContain(`${file}:4: plugins.0: `);
    expect(stderr).toContain(`found "${join(root, "stranger/evil.mjs")}"`);
    expect(stderr).toContain("--trust-plugins");
    expect(status).toBe(command === "validate" ? 0 : 2);
    astraTs([command, file, ...flags, "--trust-plugins"]);
    expect(existsSync(ran)).toBe(true);
  });

  interface Way {
    readonly way: string;
    /** What the experiment names. */
    readonly name: string | (() => string);
    /** What stands beside it. */
    readonly files?: () => unknown;
    /** The working directory. */
    readonly folder?: "work" | "stranger";
  }

  const manifest =
    '{ "name": "self", "type": "module", "exports": "./evil.mjs", "imports": { "#evil": "./evil.mjs" } }';
  const ways: readonly Way[] = [
    { way: "an absolute path", name: () => join(root, "stranger/evil.mjs") },
    { way: "a path of a folder above", name: "../stranger/evil.mjs" },
    { way: "a hidden file", name: "./.evil.mjs", files: () => write("stranger/.evil.mjs", plugin("evil")) },
    {
      way: "a link to it",
      name: "./link.mjs",
      files: () => symlinkSync("evil.mjs", join(root, "stranger/link.mjs")),
    },
    {
      way: "a path that the user's folder has, too",
      name: "./evil.mjs",
      files: () => write("work/evil.mjs", "throw 1;"),
    },
    { way: "a URL", name: () => `file://${join(root, "stranger/evil.mjs")}` },
    { way: "a URL of data", name: () => `data:text/javascript,${plugin("evil")}` },
    {
      way: "a package that leads out of itself",
      name: "nice/../../evil.mjs",
      files: () => install("stranger", "nice"),
      folder: "stranger",
    },
    { way: "a package of the experiment's folder", name: "evil", files: () => install("stranger", "evil") },
    { way: "a package of a folder above", name: "evil", files: () => install(".", "evil") },
    {
      way: "a name of Node's own that is a file here",
      name: "fs",
      files: () => write("stranger/fs", plugin("evil")),
      folder: "stranger",
    },
    {
      way: "a name that package.json leads to a file",
      name: "#evil",
      files: () => write("stranger/package.json", manifest),
      folder: "stranger",
    },
    {
      way: "the name of the folder's own package.json",
      name: "self",
      files: () => write("stranger/package.json", manifest),
      folder: "stranger",
    },
  ];
  it.each(ways)("does not run his code by $way", ({ name, files, folder = "work" }) => {
    write("stranger/evil.mjs", plugin("evil"));
    files?.();
    const plugins = [typeof name === "string" ? name : name()];
    const document = withAbsolutePaths({ plugins }, join(root, "stranger")).plugins as string[];
    const { modules, refused } = admitPlugins(
      { document, flags: [] },
      { trustPlugins: false, folder: join(root, folder) },
    );
    expect(modules).toEqual([]);
    expect(refused.map(({ details }) => details.field)).toEqual(["plugins.0"]);
  });

  it("does not run his code by a file that it includes", () => {
    write("stranger/evil.mjs", plugin("evil"));
    experiment("./evil.mjs", "stranger/part.yaml");
    const { stderr } = astraTs(["run", write("stranger/whole.yaml", "include: part.yaml\n")]);
    expect(existsSync(ran)).toBe(false);
    expect(stderr).toContain("part.yaml:4: plugins.0: ");
  });

  it("does not run his code by variants or a sweep that change the plugins", () => {
    const evil = write("stranger/evil.mjs", plugin("evil"));
    const changing = (text: string) =>
      write("stranger/changing.yaml", `${body.replace(/^sweep.*$/m, "")}${text}`);
    astraTs(["compare", changing(`variants: { other: { plugins: [${evil}] } }\n`)]);
    for (const workers of ["1", "2"])
      astraTs(["sweep", changing(`sweep: { grid: { plugins: [[${evil}], []] } }\n`), "--workers", workers]);
    astraTs([
      "validate",
      changing(`variants: { other: { plugins: [${evil}] } }\nsweep: { grid: { plugins: [[${evil}]] } }\n`),
    ]);
    expect(existsSync(ran)).toBe(false);
  });
});

describe("plugins are loaded", () => {
  it("from the working directory's own node_modules", () => {
    install("work", "nice");
    install("work", "@scope/nice");
    for (const name of ["nice", "@scope/nice"]) {
      const { status, stderr } = astraTs(["run", experiment(name)]);
      expect(stderr).toBe("");
      expect(status).toBe(0);
    }
    expect(existsSync(ran)).toBe(true);
  });

  it("where the user names them, also if the experiment does so too", () => {
    const file = write("stranger/mine.mjs", plugin("mine"));
    expect(astraTs(["run", experiment("./mine.mjs"), "--plugin", file]).status).toBe(0);
    expect(existsSync(ran)).toBe(true);
    install(".", "above");
    expect(astraTs(["run", experiment("above"), "--plugin", "above"]).status).toBe(0);
  });

  it("from folders that the user trusts, but not by links that lead out of them", () => {
    const trusted = { ASTRA_TS_TRUSTED_FOLDERS: join(root, "own") };
    write("own/mine.mjs", plugin("mine"));
    expect(astraTs(["run", experiment("../own/mine.mjs")], "work", trusted).status).toBe(0);
    rmSync(ran);
    write("stranger/evil.mjs", plugin("evil"));
    symlinkSync(join(root, "stranger/evil.mjs"), join(root, "own/link.mjs"));
    expect(astraTs(["run", experiment("../own/link.mjs")], "work", trusted).status).toBe(2);
    expect(astraTs(["run", experiment("../own/../stranger/evil.mjs")], "work", trusted).status).toBe(2);
    const here = astraTs(["run", experiment("./evil.mjs")], "stranger", { ASTRA_TS_TRUSTED_FOLDERS: "." });
    expect(here.stderr).toContain("ASTRA_TS_TRUSTED_FOLDERS: ");
    expect(existsSync(ran)).toBe(false);
  });
});

describe("astra-ts validate without --trust-plugins", () => {
  it("checks everything else, and says what it cannot know", () => {
    write("stranger/evil.mjs", plugin("evil"));
    const own = (loop: string, bandwidth: string) =>
      write(
        "stranger/experiment.yaml",
        `plugins: [./evil.mjs]
topology: [{ shape: ring, npus: 4, bandwidth: ${bandwidth}, latency: 500ns }]
workload: { trainingLoop: ${loop}, layers: [{ name: a }] }
`,
      );
    const open = astraTs(["validate", own("LOOP", "50GB/s")]);
    expect(open.stderr).toContain('found "LOOP"');
    expect(open.stderr).toContain("A plugin that was not loaded may bring it.");
    expect(open.stdout).toContain("is a valid experiment, as far as can be told without its plugins");
    expect(open.status).toBe(0);
    const wrong = astraTs(["validate", own("LOOP", "50 apples")]);
    expect(wrong.stderr).toContain("50 apples");
    expect(wrong.status).toBe(2);
    const json = astraTs(["validate", own("LOOP", "50GB/s"), "--json"]);
    const { valid, unchecked } = JSON.parse(json.stdout) as { valid: boolean; unchecked: { code: string }[] };
    expect(valid).toBe(true);
    expect(unchecked.map(({ code }) => code)).toEqual(["PLUGIN_UNTRUSTED", "UNKNOWN_NAME"]);
    const trusted = astraTs(["validate", own("LOOP", "50GB/s"), "--trust-plugins"]);
    expect(trusted.stdout).toMatch(/is a valid experiment\n$/);
  });
});
