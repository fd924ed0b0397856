import { printable } from "@astra-ts/core";
import { writeOutput } from "../files/write-output.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { provenanceOf } from "../results/provenance.js";
import { sweepParquet } from "../results/sweep-parquet.js";
import { type Merge, mergeShards } from "../sweep/merge.js";
import { sweepOfRecords } from "../sweep/tidy.js";
import { print, printError } from "../terminal/print.js";
import { renderSweep } from "../terminal/sweep.js";
import { type OutputFlags, printJson, writeOutputs } from "./outputs.js";

export interface SweepMergeFlags extends OutputFlags {
  readonly parquet?: string;
  readonly plugin: string[];
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Brings the results of a sweep's shards into one file, and shows them. */
export async function mergeSweep(file: string, flags: SweepMergeFlags): Promise<void> {
  const registry = createDefaultRegistry(await loadPlugins({ flags: flags.plugin }));
  const merge = await mergeShards(file);
  const sweep = { ...sweepOfRecords(merge.header, merge.records, file), provenance: provenanceOf() };
  writeOutputs(registry, flags, { kind: "sweep", sweep });
  if (flags.parquet !== undefined) writeOutput(flags.parquet, await sweepParquet(sweep), flags);
  if (flags.json) printJson(registry, { kind: "sweep", sweep });
  else if (!flags.quiet) print(`${printable(merge.header.name)}\n\n${renderSweep(sweep)}\n`);
  if (!flags.quiet) printError(`${mergeText(merge)}; results in ${file}\n`);
}

/** `1200 of 2000 points, 1190 of them from 8 files of shards; 3 failed`, and the versions that ran them where there are several. */
function mergeText({ header, records, shardFiles, added, versions }: Merge): string {
  const failed = records.filter(({ status }) => status === "failed").length;
  const of = header.points === undefined ? "" : ` of ${Math.max(header.points, records.length)}`;
  const parts = [
    `${records.length}${of} points, ${added} of them new from ${shardFiles} files of shards`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(versions.length > 1
      ? [
          `run by several versions of astra-ts: ${versions.map(([version, points]) => `${version} (${points})`).join(", ")}`,
        ]
      : []),
  ];
  return parts.join("; ");
}
