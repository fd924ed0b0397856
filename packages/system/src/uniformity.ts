import { collectiveKinds, isRooted, type SystemContext } from "@astra-ts/core";
import { implementationOption, type SystemOptions } from "./options/system-options.js";
import { lookUpAlgorithm } from "./plan/algorithm-name.js";

type Context = Omit<SystemContext, "mailbox">;

/**
 * True where all ranks that issue the same collectives send alike: every algorithm `isUniform`, the logical dimensions are the machine's own (the parts of a split one lie unevenly
 * on its links), and no receive waits for a handshake. Chunks that come to a queue in one instant are sorted by chance of rank order; the barrier at the end of each phase, and
 * an endpoint delay that keeps arrival and sending apart, give all ranks the same order, so both are asked for.
 */
export function isUniform(context: Context, options: SystemOptions): boolean {
  return isEvery("isUniform", context, options);
}

/** The same with every algorithm `isShifted`, so that all ranks send the same way round, and with all ranks sending, where boost mode leaves some out. */
export function isShifted(context: Context, options: SystemOptions): boolean {
  return !options.boostMode && isEvery("isShifted", context, options);
}

function isEvery(
  property: "isUniform" | "isShifted",
  { topology, logicalDimensions, collectives }: Context,
  options: SystemOptions,
): boolean {
  if (!options.phaseBarrier || (options.endpointDelay === 0 && options.sharedBus === undefined)) return false;
  // Themis plans chunks that are issued in one instant in the order in which ranks come to them.
  if (options.interDimensionScheduling.startsWith("offlineGreedy")) return false;
  if (options.rendezvousProtocol || logicalDimensions.length !== topology.dimensions.length) return false;
  // What has a root is uniform under no algorithm, and a workload that asks for it says so.
  const kinds = collectiveKinds.filter((kind) => !isRooted(kind));
  return kinds.every((kind) => {
    const option = implementationOption[kind];
    return (options[option] ?? []).every((name, index) => {
      const { algorithm, spansAll } = lookUpAlgorithm(name, collectives, `${option}.${index}`);
      return algorithm[property] === true && !(spansAll && logicalDimensions.length > 1);
    });
  });
}
