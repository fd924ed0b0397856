import { existsSync } from "node:fs";
import { dirname, extname, relative, resolve } from "node:path";
import { AstraError } from "@astra-ts/core";
import { startingExperiments } from "../experiment/starting-experiments.js";
import { writeAtomically } from "../files/write-atomically.js";
import { print } from "../terminal/print.js";

export interface InitFlags {
  readonly from: keyof typeof startingExperiments;
  readonly networkConfiguration?: string;
  readonly systemConfiguration?: string;
  readonly workloadConfiguration?: string;
  readonly force: boolean;
}

/** Writes an experiment to start from. Throws INVALID_VALUE, FILE_WRITE or UNSUPPORTED. */
export function init(file: string, flags: InitFlags): void {
  if (extname(file).toLowerCase() === ".json") {
    throw new AstraError("INVALID_VALUE", {
      field: "file",
      problem: "an experiment with comments is YAML",
      found: file,
      expected: "a name that ends in .yaml",
    });
  }
  if (existsSync(file) && !flags.force) {
    throw new AstraError("FILE_WRITE", {
      file,
      problem: "there is such a file already",
      hint: "Name another file, or replace it with --force.",
    });
  }
  refuseIdleFiles(flags);
  const from = (path: string | undefined, missing: string) =>
    path === undefined ? missing : relative(dirname(resolve(file)), resolve(path)).replaceAll("\\", "/");
  writeAtomically(
    file,
    startingExperiments[flags.from]({
      network: from(flags.networkConfiguration, "network.json"),
      system: from(flags.systemConfiguration, "system.txt"),
      workload: from(flags.workloadConfiguration, "workload.txt"),
    }),
  );
  print(`${file}\nNext: astra-ts validate ${file}; astra-ts compare ${file}\n`);
}

/** Files are named by `--from astra-sim` alone. Throws UNSUPPORTED. */
function refuseIdleFiles({
  from,
  networkConfiguration,
  systemConfiguration,
  workloadConfiguration,
}: InitFlags): void {
  const given = Object.entries({
    "--network-configuration": networkConfiguration,
    "--system-configuration": systemConfiguration,
    "--workload-configuration": workloadConfiguration,
  }).find(([, file]) => file !== undefined);
  if (given === undefined || from === "astra-sim") return;
  throw new AstraError("UNSUPPORTED", {
    field: given[0],
    problem: `the start "${from}" names no files`,
    found: given[1],
    hint: "Name them with --from astra-sim.",
  });
}
