import { type TrainingStepTime, trainingStep } from "@astra-ts/workload-gen";
import { measuredStep } from "./measured.js";
import type { PublishedRow } from "./row.js";
import { experimentOf } from "./rule.js";

/** A published step beside the predicted one, seconds. */
export interface Compared {
  readonly row: PublishedRow;
  readonly gpu: string;
  readonly published: number;
  readonly predicted: number;
  readonly parts: TrainingStepTime;
}

/** What became of all rows. */
export interface Predictions {
  readonly compared: readonly Compared[];
  /** Rows that no experiment can be made of. */
  readonly left: readonly { readonly row: PublishedRow; readonly reason: string }[];
}

/** Predicts each row by the experiment that the rule makes of it. */
export function predictAll(rows: readonly PublishedRow[]): Predictions {
  const compared: Compared[] = [];
  const left: { row: PublishedRow; reason: string }[] = [];
  for (const row of rows) {
    const experiment = experimentOf(row);
    if ("reason" in experiment) {
      left.push({ row, reason: experiment.reason });
      continue;
    }
    const published = measuredStep(row, experiment.request.gpu.device.peakFlops.fp16);
    if (published === undefined) {
      left.push({ row, reason: "no time of a step" });
      continue;
    }
    const parts = trainingStep(experiment.request);
    compared.push({ row, gpu: experiment.gpu, published, predicted: parts.total / 1e9, parts });
  }
  return { compared, left };
}
