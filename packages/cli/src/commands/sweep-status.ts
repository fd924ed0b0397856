import { sweepStatus } from "../sweep/status.js";
import { print } from "../terminal/print.js";
import { renderShards, statusText } from "./sweep-status-text.js";

export interface SweepStatusFlags {
  readonly json: boolean;
}

/** How far a sweep is, from its results files. */
export function showSweepStatus(file: string, { json }: SweepStatusFlags): void {
  const status = sweepStatus(file);
  if (json) {
    print(`${JSON.stringify(status, null, 2)}\n`);
    return;
  }
  print(`${statusText(status)}\n`);
  if (status.shards.length > 0) print(`\n${renderShards(status.shards)}\n`);
}
