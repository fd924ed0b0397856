import type { Network } from "./network.js";

/**
 * All that a network is, as a plain object to spread: `{ ...delegate(inner), send(message, delivered) { … } }` is the inner network with another `send`. Spreading the
 * network itself would lose the methods of a class. Members that the network lacks are left out, so that core sees none either.
 */
export function delegate(network: Network): Network {
  const { clock } = network;
  return {
    send: (message, delivered) => network.send(message, delivered),
    report: () => network.report(),
    ...(network.flightTime && { flightTime: (message) => network.flightTime!(message) }),
    ...(network.isUniform === undefined ? {} : { isUniform: network.isUniform }),
    ...(network.standForAll && { standForAll: () => network.standForAll!() }),
    ...(clock && {
      clock: {
        nextEventTime: (limit) => clock.nextEventTime(limit),
        advanceTo: (time) => clock.advanceTo(time),
      },
    }),
    ...(network.startTime === undefined ? {} : { startTime: network.startTime }),
    ...(network.rankAwake && { rankAwake: (rank) => network.rankAwake!(rank) }),
    ...(network.pending && { pending: () => network.pending!() }),
    ...(network.memoryElsewhere && { memoryElsewhere: () => network.memoryElsewhere!() }),
    ...(network.close && { close: () => network.close!() }),
  };
}
