import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProcessNetwork } from "@astra-ts/bridge";
import { AstraError, defineNetwork, definePlugin } from "@astra-ts/core";
import { z } from "zod";

const source = fileURLToPath(new URL("simulator.c", import.meta.url));
let built;

/** The simulator, compiled when it is first needed. Throws PROGRAM_MISSING where there is no C compiler, PROGRAM_FAILED where it complains. */
function simulator() {
  if (built !== undefined && existsSync(built)) return built;
  const target = join(mkdtempSync(join(tmpdir(), "one-port-")), "simulator");
  const compiler = process.env.CC ?? "cc";
  const flags = ["-O2", "-o", target, source, "-lm"];
  const { status, error, stderr } = spawnSync(compiler, flags, { encoding: "utf8" });
  if (error !== undefined) {
    throw new AstraError("PROGRAM_MISSING", {
      problem: `the network backend "one-port" needs a C compiler, and "${compiler}" cannot be run`,
      hint: "Install one, or name yours: CC=clang.",
      cause: error,
    });
  }
  if (status !== 0)
    throw new AstraError("PROGRAM_FAILED", {
      problem: `"${compiler}" does not compile ${source}: ${stderr}`,
    });
  built = target;
  return target;
}

export const onePort = defineNetwork({
  name: "one-port",
  description: "one port of 20 bytes per ns per NPU and 1 us of way, in a C program of its own",
  options: z.strictObject({
    patience: z.number().positive().default(60).describe("seconds of silence that are waited"),
  }),
  capabilities: { contention: true, perLinkReport: false, lockStep: true, ordered: true },
  // The program knows one machine only: on a slower one it would be faster than light.
  refuses({ dimensions }) {
    const slower = dimensions.findIndex(({ bandwidth, latency }) => bandwidth < 20 || latency > 1000);
    return slower < 0 ? undefined : `its links have 20 B/ns and 1000 ns, and dimension ${slower} is slower`;
  },
  create: (context, { patience }) =>
    new ProcessNetwork(context, {
      program: () => ({ name: "one-port", command: simulator(), parameters: [] }),
      patience,
    }),
});

export default definePlugin({
  name: "astra-ts-c-over-the-bridge",
  version: "0.1.0",
  apiVersion: 1,
  networks: [onePort],
});
