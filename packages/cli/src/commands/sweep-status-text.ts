import { printable } from "@astra-ts/core";
import type { ShardStatus, SweepStatus } from "../sweep/status.js";
import { duration } from "../terminal/progress-bar.js";
import { renderTable } from "../terminal/table.js";

/** `Exercise 1: 1200 of 2000 points done, 3 failed, 797 left, about 3 min 20 s`. */
export function statusText({ name, points, done, failed, left, secondsLeft }: SweepStatus): string {
  const parts = [
    `${done} of ${points ?? "an unknown number of"} points done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} left`] : []),
    ...(left > 0 && secondsLeft !== undefined ? [`about ${duration(secondsLeft)}`] : []),
  ];
  return printable(`${name ?? "sweep"}: ${parts.join(", ")}`);
}

/** A row for each shard. */
export function renderShards(shards: readonly ShardStatus[]): string {
  return renderTable(
    [
      { title: "shard", align: "left" },
      { title: "points", align: "right" },
      { title: "done", align: "right" },
      { title: "failed", align: "right" },
      { title: "left", align: "right" },
      { title: "time left", align: "right" },
      { title: "written by", align: "left" },
    ],
    shards.map(({ index, count, points, done, failed, left, secondsLeft, writer }) => [
      `${index}/${count}`,
      String(points),
      String(done),
      String(failed),
      String(left),
      secondsLeft === undefined || left === 0 ? "" : duration(secondsLeft),
      writer === undefined ? "" : printable(`process ${writer.pid} on ${writer.host}`),
    ]),
  );
}
