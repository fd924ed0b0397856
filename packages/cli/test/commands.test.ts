import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs, executable, root } from "./astra-ts.js";

const exercise1 = `${root}examples/exercise-1/experiment.yaml`;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-commands-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

function write(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

describe("validate", () => {
  it("says everything that is wrong at once, with file, line, field, found, expected and a hint", () => {
    const file = write(
      "wrong.yaml",
      `name: Wrong
topology:
  - shape: rng
    npus: x8
    bandwidth: 50Gfoo/s
    latency: 500ns
network: { backend: analytical, ruls: astra-sim-1 }
system:
  schedulingPolicy: LIF
  endpointDlay: 10
workload: { collective: all-reduce, size: 1MiB, sise: 3 }
`,
    );
    const { status, stdout, stderr } = astraTs("validate", file, "--json");
    expect(status, stderr).toBe(2);
    const { valid, problems } = JSON.parse(stdout) as { valid: boolean; problems: Record<string, unknown>[] };
    expect(valid).toBe(false);
    const found = problems.map(({ code, field, line }) => `${line} ${field} ${code}`).sort();
    expect(found).toEqual([
      "10 system.endpointDlay UNKNOWN_KEY",
      "11 workload.sise UNKNOWN_KEY",
      "3 topology.0.shape UNKNOWN_NAME",
      "4 topology.0.npus INVALID_VALUE",
      "5 topology.0.bandwidth INVALID_VALUE",
      "7 network.ruls UNKNOWN_KEY",
      "9 system.schedulingPolicy INVALID_VALUE",
    ]);
    expect(problems.find(({ field }) => field === "system.schedulingPolicy")).toMatchObject({
      file,
      found: "LIF",
      hint: 'Did you mean "LIFO"?',
    });
    const text = astraTs("validate", file).stderr;
    expect(text).toContain(`${file}:9: system.schedulingPolicy: not a valid value: found "LIF"`);
    expect(text).toContain("7 problems");
  });

  it("finds names, files, variants and points of a sweep that cannot be", () => {
    const body = readFileSync(exercise1, "utf8");
    const problemOf = (name: string, text: string) => astraTs("validate", write(name, text)).stderr;
    expect(problemOf("name.yaml", body.replace("[analytical, packet]", "[analytical, pakcet]"))).toMatch(
      /name\.yaml:\d+: networks\.1: unknown network backend: found "pakcet".*\n {2}Did you mean "packet"\?/,
    );
    expect(
      problemOf(
        "file.yaml",
        "topology: { file: none.json }\nworkload: { collective: all-reduce, size: 1 }\n",
      ),
    ).toContain("no such file");
    expect(problemOf("variant.yaml", `${body}variants:\n  odd: { topology.0.npus: -3 }\n`)).toContain(
      "topology.0.npus",
    );
    expect(problemOf("sweep.yaml", `${body}sweep:\n  grid:\n    topology.0.npus: [4, 8, 0]\n`)).toContain(
      "topology.0.npus",
    );
  });

  it("is content with every example", () => {
    for (const name of [
      "exercise-1/experiment",
      "exercise-2/sweep",
      "exercise-3/sweep",
      "size-topology/sweep",
    ]) {
      expect(astraTs("validate", `examples/${name}.yaml`)).toMatchObject({ status: 0, stderr: "" });
    }
  });
});

describe("experiment files", () => {
  it("include others, whose paths are meant from their own folder, and may override them", () => {
    const base = write("base.yaml", `name: Base\ninclude: ${exercise1}\nnetworks: [analytical]\n`);
    const file = write("top.yaml", "include: base.yaml\nname: Top\nsystem: { endpointDelay: 20 }\n");
    const result = JSON.parse(astraTs("run", file, "--json").stdout) as {
      name: string;
      time: { total: number };
    };
    expect(result.name).toBe("Top");
    // 10 ns more at the start of each of 4 chunks, and at each of 14 receives of each.
    expect(result.time.total).toBe(45_681 + 4 * 15 * 10);
    expect(base).toContain("base.yaml");
  });

  it("that include each other are refused", () => {
    write("a.yaml", "include: b.yaml\n");
    write("b.yaml", "include: a.yaml\n");
    const { status, stderr } = astraTs("run", at("a.yaml"));
    expect(status).toBe(2);
    expect(stderr).toContain("the includes go round in a circle");
  });

  it("--set changes any field, and names itself where it is wrong", () => {
    const run = (...set: string[]) =>
      astraTs(
        "run",
        exercise1,
        "--network",
        "analytical",
        ...set.flatMap((text) => ["--set", text]),
        "--json",
      );
    const total = (...set: string[]) =>
      (JSON.parse(run(...set).stdout) as { time: { total: number } }).time.total;
    expect(total("topology.0.npus=4")).toBe(26_921);
    expect(total("topology.0.bandwidth=100GiB/s")).toBe(37_113);
    expect(total("workload.layers.0.weightGradient.size=2MiB", "system.endpointDelay=10")).toBe(62_761);
    expect(run("topology.1.npus=4").stderr).toContain("topology.1: the list has no such entry");
    expect(run("topology.0.npus=-4").stderr).toContain("--set topology.0.npus: not a valid value: found -4");
    expect(run("nonsense").stderr).toContain("--set: not an override");
  });
});

describe("compare", () => {
  it("sets backends and variants side by side, with agreement and reasons", () => {
    const out = at("compare.json");
    const { status, stdout, stderr } = astraTs(
      ...["compare", exercise1, "--networks", "analytical,analytical-congestion", "--out", out],
      ...[
        "--variant",
        "fast:topology.0.bandwidth=100GiB/s,topology.0.latency=250ns",
        "--csv",
        at("tables"),
        "--timeline",
        at("t.json"),
      ],
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("base, analytical ");
    expect(stdout).toContain("fast, analytical-congestion");
    expect(stdout).toMatch(
      /base, analytical-congestion takes 17\.08 us \(37\.4 %\) longer than base, analytical/,
    );
    expect(stdout).toContain("time / bound");
    const saved = JSON.parse(readFileSync(out, "utf8")) as {
      results: { label: string; result: { time: { total: number } } }[];
    };
    expect(saved.results.map(({ label, result }) => [label, result.time.total])).toEqual([
      ["base, analytical", 45_681],
      ["base, analytical-congestion", 62_761],
      ["fast, analytical", 23_113],
      ["fast, analytical-congestion", 31_681],
    ]);
    expect(astraTs("show", out).stdout).toBe(stdout);
    expect(readFileSync(join(at("tables"), "comparison.csv"), "utf8")).toContain(
      "base, analytical-congestion",
    );
    expect(JSON.parse(readFileSync(at("t.fast-analytical.json"), "utf8"))).toHaveProperty("traceEvents");
  });

  it("takes variants from the experiment, and refuses what is no variant", () => {
    const file = write(
      "variants.yaml",
      `${readFileSync(exercise1, "utf8")}variants:\n  twice the NPUs: { topology.0.npus: 16 }\n`,
    );
    const { stdout } = astraTs("compare", file, "--networks", "analytical", "--json");
    const { results } = JSON.parse(stdout) as { results: { label: string; result: { npus: number } }[] };
    expect(results.map(({ label, result }) => [label, result.npus])).toEqual([
      ["base", 8],
      ["twice the NPUs", 16],
    ]);
    expect(astraTs("compare", file, "--variant", "fast").stderr).toContain("--variant: not a variant");
  });
});

describe("run", () => {
  it("writes result, timeline, tables and page, and explains what it saved", () => {
    const { status, stderr } = astraTs(
      ...["run", exercise1, "--network", "analytical", "--quiet"],
      ...[
        "--out",
        at("r.json"),
        "--timeline",
        at("r.trace.json"),
        "--csv",
        at("r.csv"),
        "--report",
        at("r.html"),
      ],
    );
    expect(status, stderr).toBe(0);
    expect(JSON.parse(readFileSync(at("r.json"), "utf8"))).toMatchObject({
      schema: "astra-ts/result@2",
      time: { total: 45_681 },
    });
    expect(JSON.parse(readFileSync(at("r.trace.json"), "utf8"))).toHaveProperty("traceEvents");
    expect(readFileSync(at("r.html"), "utf8")).toMatch(/^<!doctype html>/);
    expect(readFileSync(at("r.csv"), "utf8").split("\n").length).toBeGreaterThan(1);
    expect(JSON.parse(astraTs("show", at("r.json"), "--json").stdout)).toEqual(
      JSON.parse(readFileSync(at("r.json"), "utf8")),
    );
    expect(astraTs("explain", at("r.json")).stdout).toContain("bound by dimension 0");
    expect(astraTs("show", exercise1).status).toBe(2);
  });

  it("colours nothing in a pipe, and says an unknown flag's neighbour", () => {
    const escapeCharacter = String.fromCharCode(27);
    const { stdout, stderr } = astraTs("run", exercise1, "--network", "analytical");
    expect(stdout + stderr).not.toContain(escapeCharacter);
    expect(astraTs("run", exercise1, "--netwrk", "analytical").stderr).toContain("Did you mean --network?");
  });
});

describe("runs that share a network", () => {
  const several = [
    "--set",
    "networks=[analytical, {backend: analytical, rules: astra-sim-2}, {backend: analytical-congestion, reportedLinks: 4}]",
  ];

  it("are told apart by their options in every output", () => {
    const folder = mkdtempSync(join(tmpdir(), "astra-ts-labels-"));
    const page = join(folder, "page.html");
    const { status, stdout, stderr } = astraTs(
      "compare",
      exercise1,
      ...several,
      ...["--csv", folder, "--report", page, "--timeline", join(folder, "t.json")],
      ...["--reporter", "timeline", "--report-folder", join(folder, "reporter")],
    );
    expect(status, stderr).toBe(0);
    const labels = ["analytical rules=astra-sim-1", "analytical rules=astra-sim-2"];
    for (const text of [
      stdout,
      readFileSync(join(folder, "comparison.csv"), "utf8"),
      readFileSync(page, "utf8"),
    ])
      for (const label of labels) expect(text).toContain(label);
    expect(stdout).toContain("analytical rules=astra-sim-2 takes");
    const names = ["analytical-rules-astra-sim-1", "analytical-rules-astra-sim-2", "analytical-congestion"];
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(names.map((name) => `t.${name}.json`)));
    expect(readdirSync(join(folder, "reporter"))).toHaveLength(3);
    rmSync(folder, { recursive: true });
  });

  it("are all meant by the name of the network", () => {
    const { stdout } = astraTs("compare", exercise1, ...several, "--networks", "analytical", "--json");
    expect(JSON.parse(stdout).results.map(({ label }: { label: string }) => label)).toEqual([
      "analytical rules=astra-sim-1",
      "analytical rules=astra-sim-2",
    ]);
  });
});

describe("what editors and shells are given", () => {
  it("traffic draws curves of several networks and patterns in one page", () => {
    const [page, csv, saved] = [at("load.html"), at("load.csv"), at("load.json")];
    const small = ["--num-cpus", "16", "--inj-vnet", "0", "--sim-cycles", "300", "--warmup-cycles", "50"];
    const curves = [
      "--topology",
      "Torus,Mesh_adaptive",
      "--synthetic",
      "uniform_random,transpose",
      "--sweep",
      "0.05,0.2",
    ];
    const outputs = ["--report", page, "--csv", csv, "--out", saved];
    const { status, stdout, stderr } = astraTs("traffic", ...small, ...curves, ...outputs);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("transpose on Mesh_adaptive, 4 virtual channels");
    const rows = readFileSync(csv, "utf8").trimEnd().split("\n");
    expect(rows).toHaveLength(1 + 2 * 2 * 2);
    expect(rows[0]).toMatch(/^injection_rate,topology,pattern,vcs_per_vnet,latency_cycles,/);
    expect(readFileSync(page, "utf8")).toContain("Load of a network of 16 nodes");
    expect(astraTs("show", saved).stdout).toContain("Load of a network of 16 nodes");
    const one = JSON.parse(astraTs("traffic", ...small, "--sweep", "0.05", "--json").stdout);
    expect(Object.keys(one)).toEqual(["points", "zeroLoadLatency", "saturationRate", "saturationThroughput"]);
    const several = astraTs("traffic", ...small, "--topology", "Torus,Ring");
    expect(several).toMatchObject({ status: 2 });
    expect(several.stderr).toContain("Add --sweep");
    expect(astraTs("traffic", ...small, "--report", page).stderr).toContain("one point makes no picture");
  });

  it("traffic that is interrupted shows the points that it has", { timeout: 30_000 }, () => {
    const flags =
      "--num-cpus 64 --inj-vnet 0 --topology Torus,Mesh --sweep --sim-cycles 2000 --csv stopped.csv";
    const script = `"${process.execPath}" "${executable}" traffic ${flags} & sleep 2.5; kill -INT $!; wait $!; echo $?`;
    const { stdout, stderr } = spawnSync("bash", ["-c", `set -m; ${script}`], {
      encoding: "utf8",
      cwd: folder,
    });
    expect(stdout.trim().split("\n").at(-1)).toBe("130");
    expect(stdout).toContain("Stopped here.");
    expect(stderr).toMatch(/the curves were stopped after 0 of 2, and \d+ points? of the next/);
    expect(readFileSync(at("stopped.csv"), "utf8").split("\n").length).toBeGreaterThan(2);
  });

  it("results and pages tell how they were made", () => {
    write("base.yaml", "topology: [{ shape: ring, npus: 4, bandwidth: 1, latency: 1 }]\n");
    const file = write(
      "made.yaml",
      "include: base.yaml\nseed: 7\nnetwork: packet\nworkload: { collective: all-reduce, size: 4KiB }\n",
    );
    const page = at("made.html");
    const { stdout } = astraTs(
      "run",
      file,
      "--set",
      "topology.0.npus=8",
      "--json",
      "--report",
      page,
      "--quiet",
    );
    const { provenance, setup } = JSON.parse(stdout);
    expect(provenance.command).toBe(
      `astra-ts run ${file} --set topology.0.npus=8 --json --report ${page} --quiet`,
    );
    expect(provenance.experiment).toMatchObject({ seed: 7, topology: [{ npus: 8 }], network: "packet" });
    expect(setup.seed).toBe(7);
    const data = JSON.parse(/id="report-data">(.*)<\/script>/.exec(readFileSync(page, "utf8"))![1]!);
    const [{ facts, texts }] = data.runs.map((run: { provenance: object }) => run.provenance);
    const value = (label: string) => facts.find((fact: { label: string }) => fact.label === label)?.value;
    expect(value("Command")).toBe(provenance.command);
    expect(value("Seed")).toBe("7");
    expect(value("Network")).toMatch(/^packet: packetBytes 4096, .*routing auto/);
    expect(value("Algorithms")).toContain("ring for all-reduce");
    expect(JSON.parse(texts[0].text)).toEqual(provenance.experiment);
    expect(JSON.parse(texts[1].text)).toEqual(setup);
  });

  it("every file that is written is told, unless --quiet", () => {
    const file = write(
      "told.yaml",
      "topology: [{ shape: ring, npus: 4, bandwidth: 1, latency: 1 }]\nworkload: { collective: all-reduce, size: 4KiB }\n",
    );
    const [page, saved, tables] = [at("told.html"), at("told.json"), at("told-tables")];
    const outputs = ["--report", page, "--out", saved, "--csv", tables];
    const { stderr } = astraTs("run", file, ...outputs);
    const told = stderr.split("\n").filter((line) => line.startsWith("wrote "));
    const written = [saved, ...readdirSync(tables).map((name) => join(tables, name)), page];
    expect(told.map((line) => /^wrote (.*) \([\d.]+ [KM]?i?B\)$/.exec(line)?.[1]).sort()).toEqual(
      written.sort(),
    );
    expect(astraTs("run", file, "--quiet", ...outputs).stderr).toBe("");
    expect(astraTs("show", saved, "--report", page).stderr).toContain(`wrote ${page} (`);
  });

  it("an experiment may come through standard input, a pipe, a file or a socket", () => {
    const ring = "topology: [{ shape: ring, npus: 4, bandwidth: 1, latency: 1 }]";
    const text = `${ring}\nworkload: { collective: all-reduce, size: 4KiB }\n`;
    const file = write("stdin.yaml", text);
    const total = (stdout: string) => (JSON.parse(stdout) as { time: { total: number } }).time.total;
    const expected = total(astraTs("run", file, "--json").stdout);
    const command = `"${process.execPath}" "${executable}"`;
    const shell = (line: string) => spawnSync("bash", ["-c", line], { encoding: "utf8", cwd: folder });
    expect(total(shell(`cat stdin.yaml | ${command} run - --json`).stdout)).toBe(expected);
    expect(total(shell(`${command} run - --json < stdin.yaml`).stdout)).toBe(expected);
    // Node gives a child a socket.
    const child = spawnSync(process.execPath, [executable, "run", "-", "--json"], {
      input: text,
      encoding: "utf8",
    });
    expect(total(child.stdout)).toBe(expected);
    // Files are looked for where the command runs.
    const relative = `topology: { file: ring.yaml }\nworkload: { collective: all-reduce, size: 4KiB }`;
    write("ring.yaml", "topology: [ Ring ]\nnpus_count: [ 4 ]\nbandwidth: [ 50.0 ]\nlatency: [ 500.0 ]\n");
    write("relative.yaml", relative);
    expect(shell(`${command} validate - < relative.yaml`).stdout).toBe("/dev/stdin is a valid experiment\n");
    const saved = shell(`${command} run - --json < stdin.yaml | ${command} show -`);
    expect(saved.stdout).toContain("4 NPUs on the network");
    expect(shell(`${command} run - < /dev/null`).stderr).toContain("this is a device");
  });

  it("the schemas of results have what the command writes", () => {
    const file = write(
      "schema.yaml",
      "topology: [{ shape: ring, npus: 4, bandwidth: 1, latency: 1 }]\nworkload: { collective: all-reduce, size: 4KiB }\n",
    );
    const schema = JSON.parse(astraTs("schema", "result").stdout) as {
      title: string;
      required: string[];
      properties: Record<string, { const?: string }>;
    };
    const result = JSON.parse(astraTs("run", file, "--json").stdout) as Record<string, unknown>;
    expect(schema.properties.schema?.const).toBe(result.schema);
    expect(schema.required.filter((key) => !(key in result))).toEqual([]);
    for (const [document, key] of [
      ["comparison", "results"],
      ["sweep", "rows"],
    ] as const) {
      const { required } = JSON.parse(astraTs("schema", document).stdout) as { required: string[] };
      expect(required).toContain(key);
    }
    expect(astraTs("schema", "rsult").status).toBe(2);
  });

  it("the schema has the options of graphs beside traces, and algorithms in files", () => {
    type Schema = { properties: Record<string, Schema>; anyOf: Schema[] } & Record<string, unknown>;
    const { properties } = JSON.parse(astraTs("schema").stdout) as Schema;
    const traces = properties.workload!.anyOf.find((form) => form.properties.trace !== undefined)!;
    expect(traces.additionalProperties).toBe(false);
    expect(traces.properties.instantNodes!.default).toBe("wait");
    const [file, memory] = traces.properties.remoteMemory!.anyOf;
    expect(file!.type).toBe("string");
    expect(Object.keys(memory!.properties)).toEqual(["model", "latency", "bandwidth", "npusPerNode"]);
    const graphs = properties.system!.anyOf.map(
      ({ properties: { collectiveGraphs } }) => collectiveGraphs!.additionalProperties as Schema,
    );
    for (const { anyOf } of graphs) {
      expect(anyOf.map(({ type, required }) => [type, required])).toEqual([
        ["string", undefined],
        ["object", ["file"]],
        ["object", ["graph"]],
      ]);
      expect(Object.keys(anyOf[1]!.properties)).toContain("reduceTime");
    }
  });

  it("every option beside traces that is wrong is told, with its line, though the traces are not there", () => {
    const file = write(
      "traces.yaml",
      `topology: [{ shape: ring, npus: 2, bandwidth: 50GB/s, latency: 500ns }]
workload:
  trace: none.{rank}.et
  remotMemory: { model: pool }
  roofline: { peakPerformance: -1, memoryBandwidth: 3TB/s }
`,
    );
    const { stderr, status } = astraTs("validate", file);
    expect(stderr).toContain("none.0.et: trace of rank 0: no such file");
    expect(stderr).toMatch(/:4: workload\.remotMemory: .*\n {2}Did you mean "remoteMemory"\?/);
    expect(stderr).toContain(":5: workload.roofline.peakPerformance: not a valid value: found -1");
    expect(status).toBe(2);
  });

  it("the schema names the backends with their options", () => {
    const schema = JSON.parse(astraTs("schema").stdout) as {
      properties: Record<string, { anyOf: { title?: string; properties?: Record<string, unknown> }[] }>;
    };
    const forms = schema.properties.network?.anyOf ?? [];
    expect(forms.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["analytical", "analytical-congestion", "packet"]),
    );
    expect(forms.find(({ title }) => title === "analytical")?.properties).toMatchObject({
      backend: { const: "analytical" },
      rules: { enum: ["astra-sim-1", "astra-sim-2"] },
    });
    expect(schema.properties.system?.anyOf[0]?.properties).toHaveProperty("preferredDatasetSplits");
  });

  it("plugins lists every entry with its owner and options", () => {
    const entries = JSON.parse(astraTs("plugins", "--json").stdout) as {
      kind: string;
      name: string;
      owner: string;
    }[];
    expect(entries).toContainEqual(
      expect.objectContaining({
        kind: "networks",
        name: "analytical",
        owner: "@astra-ts/net-analytical",
        options: expect.any(Object),
      }),
    );
    for (const kind of [
      "networks",
      "systems",
      "workloads",
      "trainingLoops",
      "collectives",
      "computeModels",
    ]) {
      expect(
        entries.some((entry) => entry.kind === kind),
        kind,
      ).toBe(true);
    }
  });

  it.each(["collective", "training"])("init --from %s is valid and runs", (from) => {
    const file = at(`${from}.yaml`);
    expect(astraTs("init", file, "--from", from).status).toBe(0);
    expect(astraTs("validate", file)).toMatchObject({ status: 0, stderr: "" });
    expect(astraTs("compare", file).status).toBe(0);
    expect(astraTs("init", file).stderr).toContain("there is such a file already");
  });

  it("completion completes commands, flags and values", () => {
    const script = write("completion.bash", astraTs("completion", "bash").stdout);
    const complete = (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const code = `source '${script}'; COMP_WORDS=(astra-ts ${list}); COMP_CWORD=${words.length}; _astra_ts; echo "\${COMPREPLY[@]}"`;
      return spawnSync("bash", ["-c", code], { encoding: "utf8", cwd: folder }).stdout.trim().split(" ");
    };
    expect(complete("swe")).toEqual(["sweep"]);
    expect(complete("sweep", "--va")).toEqual(["--vary"]);
    expect(complete("run", "--collective", "all-r")).toEqual(["all-reduce"]);
    expect(complete("sweep", "exp.yaml", "--retry")).toEqual(["--retry-failed"]);
    expect(complete("run", "--network", "analytical-")).toEqual(["analytical-congestion"]);
    expect(complete("run", "--network", "=", "pack")).toEqual(["packet"]);
    expect(complete("compare", "--networks", "analytical,fl")).toEqual(["analytical,flow"]);
    expect(complete("workload", "generate", "--model", "deep")).toEqual(["deepseek-v3", "deepseek"]);
    expect(complete("workload", "generate", "--accelerator", "h2")).toEqual(["h200"]);
    write("pictured.html", "");
    expect(complete("run", "--report", "pict")).toEqual(["pictured.html"]);
    expect(complete("run", "--size", "")).toEqual([""]);
    const fish = astraTs("completion", "fish").stdout;
    expect(fish).toContain("-l vary");
    expect(fish).toMatch(/-l network -x -a '[^']*analytical-congestion/);
    const zsh = astraTs("completion", "zsh").stdout;
    expect(zsh).toMatch(/^#compdef astra-ts/);
    expect(zsh).toMatch(/^ {4}--networks\) _values -s , value .*'packet'/m);
  });

  it("a terminal's interruption ends a run with the shell's code for it", { timeout: 30_000 }, () => {
    const script = `"${process.execPath}" "${executable}" run "${exercise1}" --network analytical-congestion --set topology.0.npus=1024 & sleep 1.5; kill -INT $!; wait $!; echo $?`;
    const { stdout } = spawnSync("bash", ["-c", `set -m; ${script}`], { encoding: "utf8" });
    expect(stdout.trim().split("\n").at(-1)).toBe("130");
  });
});
