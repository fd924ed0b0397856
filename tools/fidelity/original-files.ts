// Writes the files that a recorded run of ASTRA-sim 2.x was made with, as the original's own command line names them.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GraphRecord } from "./astra2-graphs.js";
import { bytesOf, tracesOf } from "./traces.js";

/** Writes into `folder`; gives the flags, with paths from there. */
export function writeOriginalFiles(record: GraphRecord, folder: string, recordsFile: string): string[] {
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
    return name;
  };
  for (const [rank, bytes] of tracesOf(record, recordsFile).entries())
    write(`traces/workload.${rank}.et`, bytes);
  for (const [prefix, { graphs, rank_to_graph: byRank }] of Object.entries(record.custom_collectives ?? {}))
    for (const [position, graph] of byRank.entries())
      write(`${prefix}.${position}.et`, bytesOf(graphs[graph]!));
  const perNode = record.system["per-node-custom-implementation"];
  if (perNode !== undefined) write(String(perNode), record.per_node_yaml!);
  const files = {
    "workload-configuration": "traces/workload",
    "system-configuration": write("system.json", JSON.stringify(record.system)),
    "network-configuration": write("network.yml", networkYaml(record.network)),
    "remote-memory-configuration": write("memory.json", JSON.stringify(record.remote_memory)),
    ...(record.comm_group == null
      ? {}
      : { "comm-group-configuration": write("groups.json", JSON.stringify(record.comm_group)) }),
  };
  return Object.entries({ ...files, ...record.cli }).map(([flag, value]) => `--${flag}=${value}`);
}

function networkYaml(network: GraphRecord["network"]): string {
  return Object.entries(network)
    .map(([key, values]) => `${key}: [ ${(values as readonly unknown[]).join(", ")} ]\n`)
    .join("");
}
