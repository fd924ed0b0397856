import { type Experiment, symmetryThreshold } from "../experiment/experiment.js";
import { createMailbox } from "../network/create-mailbox.js";
import type { Mailbox } from "../network/mailbox.js";
import type { Network } from "../network/network.js";
import { createRepresentativeMailbox } from "../network/representative-mailbox.js";
import type { EventWheel } from "../simulator/event-wheel.js";

/** Decides whether every rank is simulated or rank 0 stands for all, and gives the mailbox for it. `isUniform` is asked only where it matters. */
export function simulatedMachine(
  { topology, symmetry = "auto" }: Experiment,
  network: Network,
  simulator: EventWheel,
  isUniform: () => boolean,
): { simulatedRanks: number; mailbox: Mailbox } {
  const { npus } = topology;
  const isWanted = symmetry === "on" || (symmetry === "auto" && npus >= symmetryThreshold);
  const canStandForAll = network.flightTime !== undefined || network.standForAll !== undefined;
  if (isWanted && npus > 1 && canStandForAll && topology.regular && isUniform()) {
    network.standForAll?.();
    return { simulatedRanks: 1, mailbox: createRepresentativeMailbox(simulator, network) };
  }
  return { simulatedRanks: npus, mailbox: createMailbox(simulator, network, npus) };
}
