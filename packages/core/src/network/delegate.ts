import type { Network } from "./network.js";

/** Every member of a network: one that is forgotten here does not compile. */
const members = Object.keys({
  send: true,
  report: true,
  flightTime: true,
  isUniform: true,
  standForAll: true,
  clock: true,
  startTime: true,
  rankAwake: true,
  pending: true,
  memoryElsewhere: true,
  close: true,
} satisfies Record<keyof Network, true>) as readonly (keyof Network)[];

/**
 * All that a network is, as a plain object to spread: `{ ...delegate(inner), send(message, delivered) { … } }` is the inner network with another `send`. Spreading the
 * network itself would lose the methods of a class, and so would spreading its clock. Members that the network lacks are left out, so that core sees none either.
 */
export function delegate(network: Network): Network {
  const { clock } = network;
  return {
    ...own(network, members),
    ...(clock && { clock: own(clock, ["nextEventTime", "advanceTo"]) }),
  };
}

function own<Value extends object>(value: Value, names: readonly (keyof Value)[]): Value {
  const found = names.filter((name) => value[name] !== undefined);
  return Object.fromEntries(
    found.map((name) => {
      const member = value[name];
      return [name, typeof member === "function" ? member.bind(value) : member];
    }),
  ) as Value;
}
