import type { BookSimConfiguration } from "./configuration/configuration.js";
import type { BookSimResult } from "./result.js";
import { bookSimTraffic } from "./simulation.js";

/** A point of a curve: what was offered, in the unit that the configuration has it in, and what came of it. */
export interface BookSimPoint {
  readonly injectionRate: number;
  readonly result: BookSimResult;
}

/** Percent that are tried where no rates are given; the first is near no load. */
const risingPercent = [1, ...Array.from({ length: 20 }, (_, step) => 5 * (step + 1))];

/** Runs a configuration at several injection rates, one after the other; without any, at rising ones as far as the first that is not stable. Sets `injection_rate`. */
export function* bookSimCurve(
  configuration: BookSimConfiguration,
  given?: readonly number[],
): Generator<BookSimPoint, void> {
  const rates = given ?? risingPercent.map((percent) => percent / 100);
  for (const injectionRate of rates) {
    configuration.assign("injection_rate", injectionRate);
    const result = bookSimTraffic(configuration);
    yield { injectionRate, result };
    if (given === undefined && result.status !== "ok") return;
  }
}
