import { existsSync } from "node:fs";
import { type GraphOptionsInput, readCommunicatorGroups, readRemoteMemory } from "@astra-ts/workload";
import { readSource } from "../files/source.js";
import { refuseOther } from "../recognition/refuse-other.js";

/** Files of ASTRA-sim 2.x beside the network, the system and the workload. */
export interface SideFiles {
  readonly remoteMemoryConfiguration?: string;
  readonly commGroupConfiguration?: string;
}

/** The file of a flag; undefined where none is given. ASTRA-sim 2.x takes any name with "empty" in it for none. */
export function givenFile(file: string | undefined): string | undefined {
  return file === undefined || (file.includes("empty") && !existsSync(file)) ? undefined : file;
}

/** The groups of ranks in ASTRA-sim 2.x's file of groups. Throws an `AstraError` that names file and group. */
export function readGroupsFile(file: string): ReadonlyMap<string, readonly number[]> {
  refuseOther({ file, what: "communicator-group file" }, "groups");
  return readCommunicatorGroups(readSource(file, "communicator-group file").value, file);
}

/** The remote memory in ASTRA-sim 2.x's file; undefined for none. Throws an `AstraError` that names file and key. */
export function readRemoteMemoryFile(file: string): GraphOptionsInput["remoteMemory"] {
  refuseOther({ file, what: "remote-memory file" }, "memory");
  return readRemoteMemory(readSource(file, "remote-memory file").value, file);
}
