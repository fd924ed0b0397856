import { isAstraError } from "../../errors/astra-error.js";
import type { Network } from "../../network/network.js";
import { EventWheel } from "../../simulator/event-wheel.js";
import { createRandom } from "../../simulator/random.js";
import type { Topology } from "../../topology/topology.js";
import { broken, type CheckSource } from "../checks/check.js";
import { told } from "./delivery-checks.js";
import { drive } from "./harness.js";
import type { NetworkSubject } from "./subject.js";
import { randomTraffic } from "./traffic.js";

/** Core simulates one rank for all on a network that calls itself uniform: then it must be. */
export function uniformityCheck(subject: NetworkSubject): CheckSource {
  const { backend, options, machines, label } = subject;
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
    name: "isUniform: nothing matters but sizes and distances",
    run() {
      for (const machine of machines) {
        if (machine.shapes.some((shape) => !(backend.capabilities.shapes?.includes(shape) ?? true))) continue;
        const topology = machine.create();
        const network = networkOn(topology);
        try {
          if (network?.isUniform !== true) continue;
          if (network.flightTime !== undefined) checkTimes(label, machine.name, topology, network);
          else if (network.standForAll !== undefined) checkStandIn(subject, machine.name, topology);
          else throw broken(label, "says isUniform without flightTime or standForAll");
        } finally {
          network?.close?.();
        }
      }
    },
  };
}

function checkTimes(label: string, machine: string, topology: Topology, network: Network): void {
  const times = new Map<string, number>();
  for (let source = 0; source < topology.npus; source++) {
    for (let destination = 0; destination < topology.npus; destination++) {
      const distance = distanceOf(topology, source, destination);
      const message = { source, destination, bytes: 1000, tag: 0, dimension: undefined, queue: 0 };
      const time = network.flightTime!(message);
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

/** Rank 0 alone, standing for all, against all ranks that send what it sends, shifted. */
function checkStandIn(
  { backend, options, label }: NetworkSubject,
  machine: string,
  topology: Topology,
): void {
  const { npus, dimensions } = topology;
  const standIn: typeof backend = {
    ...backend,
    create: (...parameters) => {
      const network = backend.create(...parameters);
      network.standForAll?.();
      return network;
    },
  };
  const shifted = (rank: number, distance: readonly number[]): number =>
    topology.rank(
      topology.coordinates(rank).map((at, index) => (at + distance[index]) % dimensions[index].npus),
    );
  const random = createRandom(23);
  const own = randomTraffic(random, npus, 60).map(({ at, destination, bytes }) => {
    return { at, source: 0, destination, bytes: 100 * bytes };
  });
  const everyones = own.flatMap(({ destination, ...sending }) => {
    const distance = topology.coordinates(destination);
    return Array.from({ length: npus }, (_, source) => {
      return { ...sending, source, destination: shifted(source, distance) };
    });
  });
  const alone = drive(standIn, options, topology, own);
  const together = drive(backend, options, topology, everyones);
  own.forEach((sending, number) => {
    const [time] = alone.deliveries[number];
    const [full] = together.deliveries[number * npus];
    if (!(Math.abs(time - full) <= 1e-3))
      throw broken(
        label,
        `standing for all on ${machine}, delivers ${told(sending)} at another time`,
        time,
        `${full} ns`,
      );
  });
  for (const figure of ["messages", "bytes"] as const) {
    if (alone.report[figure] !== together.report[figure])
      throw broken(
        label,
        `standing for all on ${machine}, does not report the ${figure} of all ranks`,
        alone.report[figure],
        `${together.report[figure]}`,
      );
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
