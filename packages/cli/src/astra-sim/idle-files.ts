import { AstraError } from "@astra-ts/core";
import { givenFile, readGroupsFile, readRemoteMemoryFile, type SideFiles } from "./side-files.js";

/**
 * A sentence for each file that is given and that nothing uses, so that none is passed over in silence. Throws FILE_MISSING for one that is not there, and FILE_SYNTAX for one
 * that is another kind of file.
 */
export function warningsOfIdleFiles({
  remoteMemoryConfiguration,
  commGroupConfiguration,
}: SideFiles): string[] {
  const groups = givenFile(commGroupConfiguration);
  const memory = givenFile(remoteMemoryConfiguration);
  const warnings: string[] = [];
  if (groups !== undefined) {
    readGroupsFile(groups);
    warnings.push(
      `${groups}: the communicator groups are not used: a table of layers has the groups of its training loop, and a graph names its own.`,
    );
  }
  const type = memory === undefined ? undefined : readRemoteMemoryFile(memory)?.model;
  if (type !== undefined)
    warnings.push(`${memory}: the remote memory (${type}) is not used: nothing here reads or writes it.`);
  return warnings;
}

/** A workload is given by a file or by `--collective`, not by both; a size and a root go with the latter. Throws UNSUPPORTED. */
export function refuseTwoWorkloads(flags: {
  readonly collective?: string;
  readonly size?: string;
  readonly root?: number;
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
  if (flags.collective === undefined && flags.root !== undefined)
    refuse("--root", "a root goes with --collective, which is not given");
}
