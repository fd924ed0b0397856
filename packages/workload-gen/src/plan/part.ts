import { type Operation, operationGradients } from "@astra-ts/core";

/** Some operations of a forward pass, with those of their backward pass, in the order in which they run. */
export interface Part {
  readonly forward: readonly Operation[];
  /** Work to get the gradient of the part's inputs. */
  readonly inputGradient: readonly Operation[];
  /** Work to get the gradient of its weights. */
  readonly weightGradient: readonly Operation[];
}

/** One operation as a part. */
export function part(operation: Operation): Part {
  const { input, weight } = operationGradients(operation);
  return { forward: [operation], inputGradient: input, weightGradient: weight };
}

/** Parts that follow each other: backward, the last one comes first. */
export function inTurn(...parts: readonly Part[]): Part {
  const backward = parts.toReversed();
  return {
    forward: parts.flatMap(({ forward }) => forward),
    inputGradient: backward.flatMap(({ inputGradient }) => inputGradient),
    weightGradient: backward.flatMap(({ weightGradient }) => weightGradient),
  };
}
