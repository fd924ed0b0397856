import type { Compared } from "./predict.js";

/** Configurations of one model with the same batch on as many GPUs: do predictions put them in the order that was published? */
export interface Ranking {
  readonly name: string;
  readonly gpus: number;
  readonly batch: number;
  readonly count: number;
  /** Spearman's. */
  readonly correlation: number;
  /** Of the configuration that was published as the fastest, among the predictions. */
  readonly place: number;
}

const fewest = 6;

/** Rankings of all models that were published in six configurations or more. Of BigScience's models, which differ by a layer or two, those of one size are one. */
export function rankings(compared: readonly Compared[]): Ranking[] {
  const groups = new Map<string, Compared[]>();
  for (const one of compared) {
    const { set, model, hardware, batch } = one.row;
    const name = set === "bigscience" ? "BigScience, all of 176 B to 200 B" : `${set}, ${model.name}`;
    const key = `${name}|${hardware.gpus}|${batch!.global_batch}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups]
    .filter(([, members]) => members.length >= fewest)
    .map(([key, members]) => {
      const [name, gpus, batch] = key.split("|") as [string, string, string];
      const published = ranks(members.map((one) => one.published));
      const predicted = ranks(members.map((one) => one.predicted));
      const place = predicted[published.indexOf(0)]! + 1;
      const count = members.length;
      return {
        name,
        gpus: Number(gpus),
        batch: Number(batch),
        count,
        correlation: spearman(published, predicted),
        place,
      };
    });
}

/** Place of each value in ascending order, from 0. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const places = new Array<number>(values.length);
  for (const [place, index] of order.entries()) places[index] = place;
  return places;
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const squares = a.reduce((sum, place, index) => sum + (place - b[index]!) ** 2, 0);
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1));
}
