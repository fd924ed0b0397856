import { AstraError } from "@astra-ts/core";
import { readSource } from "../files/source.js";
import { refuseOther } from "../recognition/refuse-other.js";

/** Files of ASTRA-sim 2.x beside the network, the system and the workload. */
export interface SideFiles {
  readonly remoteMemoryConfiguration?: string;
  readonly commGroupConfiguration?: string;
}

/** What ASTRA-sim 2.x has where no file is given. */
const none = "empty";

/**
 * A sentence for each file that is given and that nothing uses, so that none is passed over in silence. Throws FILE_MISSING for one that is not there, and FILE_SYNTAX for one
 * that is another kind of file.
 */
export function warningsOfIdleFiles({
  remoteMemoryConfiguration,
  commGroupConfiguration,
}: SideFiles): string[] {
  return [
    ...idle(commGroupConfiguration, "groups", () => [
      `${commGroupConfiguration}: the communicator groups are not used: a table of layers has the groups of its training loop, and a graph names its own.`,
    ]),
    ...idle(remoteMemoryConfiguration, "memory", (file) => {
      const { value } = readSource(file, "remote-memory file");
      const type = (value as { "memory-type"?: unknown } | null)?.["memory-type"];
      return type === "NO_MEMORY_EXPANSION"
        ? []
        : [`${file}: the remote memory (${String(type)}) is not used: nothing here reads or writes it.`];
    }),
  ];
}

const kinds = { groups: "communicator-group file", memory: "remote-memory file" } as const;

function idle(
  file: string | undefined,
  kind: keyof typeof kinds,
  warnings: (file: string) => string[],
): string[] {
  if (file === undefined || file === none) return [];
  refuseOther({ file, what: kinds[kind] }, kind);
  return warnings(file);
}

/** A workload is given by a file or by `--collective`, not by both; a size goes with the latter. Throws UNSUPPORTED. */
export function refuseTwoWorkloads(flags: {
  readonly collective?: string;
  readonly size?: string;
  readonly workloadConfiguration?: string;
}): void {
  const refuse = (field: string, problem: string) => {
    throw new AstraError("UNSUPPORTED", { field, problem });
  };
  if (flags.collective !== undefined && flags.workloadConfiguration !== undefined)
    refuse(
      "--workload-configuration",
      "a workload file goes without --collective, which says what to simulate by itself",
    );
  if (flags.collective === undefined && flags.size !== undefined)
    refuse("--size", "a size goes with --collective, which is not given");
}
