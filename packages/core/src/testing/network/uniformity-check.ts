import { isAstraError } from "../../errors/astra-error.js";
import type { Network } from "../../network/network.js";
import { EventWheel } from "../../simulator/event-wheel.js";
import { createRandom } from "../../simulator/random.js";
import type { Topology } from "../../topology/topology.js";
import { broken, type CheckSource } from "../checks/check.js";
import type { NetworkSubject } from "./subject.js";

/** Core simulates one rank for all on a network that calls itself uniform: then it must be. */
export function uniformityCheck({ backend, options, machines, label }: NetworkSubject): CheckSource {
  /** Undefined on a machine that the backend refuses: other checks look at that. */
  const networkOn = (topology: Topology): Network | undefined => {
    const context = { simulator: new EventWheel(), topology, random: createRandom(1), warn: () => undefined };
    try {
      return backend.create(context, options);
    } catch (error) {
      if (isAstraError(error)) return undefined;
      throw error;
    }
  };
  return {
    name: "isUniform: flight times depend on nothing but size and distance",
    run() {
      for (const machine of machines) {
        if (machine.shapes.some((shape) => !(backend.capabilities.shapes?.includes(shape) ?? true))) continue;
        const topology = machine.create();
        const network = networkOn(topology);
        try {
          if (network?.isUniform === true) checkTimes(label, machine.name, topology, network);
        } finally {
          network?.close?.();
        }
      }
    },
  };
}

function checkTimes(label: string, machine: string, topology: Topology, network: Network): void {
  if (network.flightTime === undefined) throw broken(label, "says isUniform without a flightTime");
  const times = new Map<string, number>();
  for (let source = 0; source < topology.npus; source++) {
    for (let destination = 0; destination < topology.npus; destination++) {
      const distance = distanceOf(topology, source, destination);
      const message = { source, destination, bytes: 1000, tag: 0, dimension: undefined, queue: 0 };
      const time = network.flightTime(message);
      const usual = times.get(distance) ?? time;
      times.set(distance, usual);
      if (time !== usual)
        throw broken(
          label,
          `says isUniform on ${machine}, where ranks ${source} and ${destination} are as far apart as others`,
          time,
          `${usual} ns`,
        );
    }
  }
}

function distanceOf(topology: Topology, source: number, destination: number): string {
  const from = topology.coordinates(source);
  return topology
    .coordinates(destination)
    .map((coordinate, index) => {
      const { npus } = topology.dimensions[index];
      return (coordinate - from[index] + npus) % npus;
    })
    .join(" ");
}
