import { AstraError } from "@astra-ts/core";
import { callOf } from "../configuration/values.js";
import type { LaggedFibonacci } from "../random/lagged-fibonacci.js";

/** Whether a node makes a packet in a cycle. */
export type Injection = (node: number) => boolean;

/** Parameters of bursts, where the process does not give them itself. */
export interface BurstOptions {
  readonly alpha: number;
  readonly beta: number;
  readonly rate: number;
}

/** The injection process of a name, for `rate` packets per node and cycle. */
export function createInjection(
  text: string,
  nodes: number,
  rate: number,
  bursts: BurstOptions,
  random: LaggedFibonacci,
): Injection {
  const { name, parameters } = callOf(text);
  if (name === "bernoulli") return () => random.fraction() < rate;
  if (name !== "on_off")
    throw new AstraError("UNKNOWN_NAME", {
      problem: "no such injection process",
      field: "injection_process",
      found: text,
      expected: "bernoulli or on_off",
    });
  const given = [bursts.alpha, bursts.beta, bursts.rate].map((value, index) =>
    parameters[index] === undefined ? value : Number(parameters[index]),
  );
  const { alpha, beta, burstRate } = burstsOf(rate, given);
  const isOn = Array.from({ length: nodes }, () => random.upTo(1) === 1);
  return (node) => {
    const draw = random.fraction();
    isOn[node] = isOn[node] ? draw >= beta : draw < alpha;
    return isOn[node]! && random.fraction() < burstRate;
  };
}

/** Two of the three are given; the third follows from the rate. */
function burstsOf(rate: number, [alpha, beta, burstRate]: readonly number[]) {
  const known = [alpha!, beta!, burstRate!].filter((value) => value >= 0);
  if (known.length !== 2 || known.some((value) => value > 1))
    throw new AstraError("INVALID_VALUE", {
      problem: "bursts are not determined",
      field: "injection_process",
      found: `burst_alpha ${alpha}, burst_beta ${beta}, burst_r1 ${burstRate}`,
      expected: "two of the three from 0 to 1, the third negative",
    });
  if (alpha! < 0) return { alpha: (beta! * rate) / (burstRate! - rate), beta: beta!, burstRate: burstRate! };
  if (beta! < 0) return { alpha: alpha!, beta: (alpha! * (burstRate! - rate)) / rate, burstRate: burstRate! };
  return { alpha: alpha!, beta: beta!, burstRate: (rate * (alpha! + beta!)) / alpha! };
}
