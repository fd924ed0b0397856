import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installedNs3, ns3 } from "../src/index.js";
import { builtProgram } from "../src/installation/build-program.js";
import { inTurn } from "../src/installation/in-turn.js";
import { programFolder } from "../src/program-folder.js";
import { itWithNs3 } from "./support/with-ns3.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-ns3-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file, and the folders that lead to it; gives its path. */
function write(path: string, text: string, mode = 0o644): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const modules = ["core", "network", "internet", "point-to-point", "traffic-control"];

/** An ns-3 as far as the looks go, with a compiler that is this shell script. */
function pretend({ minor = 40, script = "exit 0", libraries = modules } = {}) {
  write("include/ns3/version-defines.h", `#define NS3_VERSION_MAJOR 3\n#define NS3_VERSION_MINOR ${minor}\n`);
  for (const name of libraries) write(`lib/libns3.${minor}-${name}-default.so`, "");
  const compiler = write("bin/compiler", `#!/bin/sh\n${script}\n`, 0o755);
  return { ASTRA_TS_NS3_PREFIX: folder, CXX: compiler };
}

describe.skipIf(process.platform === "win32")("ns-3 is looked for", () => {
  it("where a variable says, with version and build profile in the names of its libraries", () => {
    expect(installedNs3(pretend())).toEqual({
      version: "3.40",
      headers: join(folder, "include"),
      libraries: modules.map((name) => join(folder, `lib/libns3.40-${name}-default.so`)),
      compiler: join(folder, "bin/compiler"),
    });
  });

  it.each([
    [{ ASTRA_TS_NS3_PREFIX: "/no/such/place", CXX: "/bin/sh" }, /ns-3, which is not installed in \/no\/such/],
    [{ PATH: "/no/such/place" }, /there is no C\+\+ compiler/],
    [{ CXX: "/no/such/compiler" }, /no C\+\+ compiler: found "CXX=\/no\/such\/compiler"/],
  ])("and missed, with the command that installs it", (environment, sentence) => {
    const attempt = () => installedNs3(environment);
    expect(attempt).toThrow(sentence);
    expect(attempt).toThrow(
      expect.objectContaining({
        code: "PROGRAM_MISSING",
        hint: expect.stringContaining("apt-get install libns3-dev g++"),
      }),
    );
  });

  it("and refused when it is too old, or when a part is missing", () => {
    const old = pretend({ minor: 29 });
    expect(() => installedNs3(old)).toThrow(/too old: found "3.29", expected 3.36 or later/);
    rmSync(join(folder, "lib"), { recursive: true });
    const partial = pretend({ libraries: ["core", "network"] });
    expect(() => installedNs3(partial)).toThrow(/without a module that is needed: found .*internet/);
    rmSync(join(folder, "lib"), { recursive: true });
    expect(() => installedNs3(partial)).toThrow(/has headers, and no libraries/);
  });
});

describe.skipIf(process.platform === "win32")("the program is compiled", () => {
  const cache = () => join(folder, "cache");

  it("once for the same sources, ns-3 and compiler", () => {
    const script = `echo compiled >> "${folder}/log"; while [ "$1" != -o ]; do shift; done; echo made > "$2"`;
    const found = installedNs3(pretend({ script }));
    const program = builtProgram(programFolder(), found, cache());
    expect(builtProgram(programFolder(), found, cache())).toBe(program);
    expect(readdirSync(cache())).toHaveLength(1);
    write("sources/astra-ns3.cc", "another");
    expect(builtProgram(join(folder, "sources"), found, cache())).not.toBe(program);
    expect(readdirSync(cache())).toHaveLength(2);
  });

  it.each([
    [
      "echo 'out.o: No space left on device' >&2; exit 1",
      /could not be compiled: .* ended with exit code 1; its last words: .*No space left/,
    ],
    ["kill -9 $$", /could not be compiled: .*SIGKILL/],
  ])("and where that fails, nothing is left behind", (script, sentence) => {
    const found = installedNs3(pretend({ script }));
    expect(() => builtProgram(programFolder(), found, cache())).toThrow(sentence);
    expect(readdirSync(cache())).toEqual([]);
  });

  it("and where it cannot be kept, that is said", () => {
    const found = installedNs3(pretend());
    const attempt = () => builtProgram(programFolder(), found, "/dev/null/cache");
    expect(attempt).toThrow(
      expect.objectContaining({ code: "FILE_WRITE", hint: expect.stringMatching(/XDG_CACHE_HOME/) }),
    );
  });

  it.skipIf(process.platform !== "linux")(
    "and on a full disk, that is said and nothing is left",
    ({ skip }) => {
      mkdirSync(cache());
      const disk = cache();
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], {
        encoding: "utf8",
      });
      if (mounted.status !== 0) skip(`no small disk can be mounted here: ${(mounted.stderr ?? "").trim()}`);
      try {
        // The compiler runs out of room.
        const script = 'while [ "$1" != -o ]; do shift; done; head -c 1000000 /dev/zero > "$2"';
        const found = installedNs3(pretend({ script }));
        expect(() => builtProgram(programFolder(), found, disk)).toThrow(
          /could not be compiled.*No space left/i,
        );
        expect(readdirSync(disk)).toEqual([]);
        // There is no room for as much as a lock.
        const filler = join(disk, "filler");
        expect(() => writeFileSync(filler, Buffer.alloc(1 << 20))).toThrow(/ENOSPC/);
        expect(() => builtProgram(programFolder(), found, disk)).toThrow(
          /cannot be kept in .*: ENOSPC: no space left on device/,
        );
        expect(readdirSync(disk)).toEqual(["filler"]);
      } finally {
        spawnSync("umount", [disk]);
      }
    },
  );

  it("by one at a time: a lock of a process that is gone counts for nothing", () => {
    const lock = write("lock", "4194305");
    let isDone = false;
    const work = () => {
      isDone = true;
    };
    inTurn(lock, () => isDone, work);
    expect(isDone).toBe(true);
    // One whose process ended before it could say so, an hour ago.
    write("lock", "");
    utimesSync(lock, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
    isDone = false;
    inTurn(lock, () => isDone, work);
    expect(isDone).toBe(true);
    inTurn(
      lock,
      () => true,
      () => expect.unreachable(),
    );
  });

  itWithNs3("by a real compiler, whose words are told", () => {
    write("sources/astra-ns3.cc", "int main() { return frobnicate; }");
    const attempt = () => builtProgram(join(folder, "sources"), installedNs3(), cache());
    expect(attempt).toThrow(/last words: .*frobnicate/);
  });
});

describe("options of the backend ns3", () => {
  it.each([
    [{ queue: 9001 }, /9002 or more/],
    [{ mtu: 1500, queue: 1501 }, /1502 or more/],
    [{ congestionControl: "DCTCP" }, /no such option with transport: udp/],
    [{ red: { minimum: 2, maximum: 1 }, transport: "tcp" }, /the maximum is below the minimum/],
  ])("%o are refused", async (options, sentence) => {
    const { issues } = await ns3.options["~standard"].validate(options);
    expect(issues?.map(({ message }) => message).join()).toMatch(sentence);
  });
});
