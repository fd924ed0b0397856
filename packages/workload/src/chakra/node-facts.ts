import {
  AstraError,
  type ErrorDetails,
  type NodeId,
  type NodeResource,
  nodeResources,
  type Tensor,
} from "@astra-ts/core";
import type { TraceNode } from "./trace-node.js";

/** Data dependencies, then those of control. The list lasts until the next node is read. */
export function dependenciesOf({ dataDependencies, controlDependencies }: TraceNode): readonly NodeId[] {
  return controlDependencies.length === 0 ? dataDependencies : [...dataDependencies, ...controlDependencies];
}

/** What the trace says that a node took, ns: whole microseconds, or what our own attribute says more exactly. */
export function recordedTime({ duration, attributes }: TraceNode): number | undefined {
  return attributes.real("duration_ns") ?? (duration === 0 ? undefined : duration);
}

/** What our own attribute says that a node keeps busy. */
export function resourceOf({ attributes }: TraceNode): NodeResource | undefined {
  const name = attributes.text("resource");
  return name === undefined ? undefined : nodeResources.find((resource) => resource === name);
}

/** `[name, bytes, name, bytes, …]` */
export function tensorsOf(list: readonly string[] | undefined, attribute: string): Tensor[] | undefined {
  if (list === undefined) return undefined;
  const tensors: Tensor[] = [];
  for (let index = 0; index < list.length; index += 2) {
    // Some tools write sizes with a point; what comes after it does not count, as in ASTRA-sim.
    const bytes = Number(/^\s*(\d+)/.exec(list[index + 1] ?? "")?.[1]);
    if (!Number.isSafeInteger(bytes)) {
      throw new AstraError("INVALID_VALUE", {
        problem: `the attribute ${attribute} is no list of names and sizes in turn`,
        found: list.slice(index, index + 2),
        expected: "a name, then a number of bytes",
      });
    }
    tensors.push({ name: list[index]!, bytes });
  }
  return tensors;
}

/** An attribute that a node cannot do without. Throws MISSING_VALUE. */
export function required(value: number | undefined, attribute: string): number {
  if (value !== undefined) return value;
  const details: ErrorDetails = { problem: `the attribute ${attribute} is missing` };
  throw new AstraError("MISSING_VALUE", details);
}

/** A node in words. */
export function describe({ id, name }: TraceNode): string {
  return name === undefined || name === "" ? String(id) : `${id} (${name})`;
}
