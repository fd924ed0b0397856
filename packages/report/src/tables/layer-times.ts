import type { LayerResult } from "@astra-ts/core";

type ByPass = LayerResult["compute"];

export function sumOfPasses({ forward, inputGradient, weightGradient }: ByPass): number {
  return forward + inputGradient + weightGradient;
}

/** Communication that computing covered, ns: never below 0, as a training loop may also stand still for a queue before a collective. */
export function hiddenCommunication({ communication, exposedCommunication }: LayerResult): number {
  return Math.max(0, sumOfPasses(communication) - sumOfPasses(exposedCommunication));
}
