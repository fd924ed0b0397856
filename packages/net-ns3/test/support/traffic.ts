import { createRandom, EventWheel, type NetworkReport, type Topology, validateOptions } from "@astra-ts/core";
import { type Ns3OptionsInput, ns3 } from "../../src/index.js";

/** A message: when it is sent, ns, from whom to whom, and its bytes. */
export interface Sending {
  readonly at?: number;
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
}

/** What ns-3 made of some messages. */
export interface Outcome {
  /** When each arrived, ns. */
  readonly arrivals: readonly number[];
  readonly report: NetworkReport;
}

/** Sends messages through a network of ns-3 and runs it to its end. */
export function throughNs3(
  topology: Topology,
  sendings: readonly Sending[],
  input: Ns3OptionsInput = {},
): Outcome {
  const simulator = new EventWheel();
  const options = validateOptions(ns3.options, input, "options", "the network ns3");
  const network = ns3.create(
    { simulator, topology, random: createRandom(1), warn: () => undefined },
    options,
  );
  const arrivals: number[] = sendings.map(() => Number.NaN);
  try {
    sendings.forEach(({ at = 0, source, destination, bytes }, index) => {
      simulator.schedule(at, () =>
        network.send({ source, destination, bytes, tag: 0, dimension: undefined, queue: 0 }, () => {
          arrivals[index] = simulator.now;
        }),
      );
    });
    const clock = network.clock!;
    for (;;) {
      const own = simulator.nextEventTime();
      const outside = clock.nextEventTime(own);
      if (own <= outside && !simulator.step()) break;
      if (outside < own) {
        simulator.advanceClock(outside);
        clock.advanceTo(outside);
      }
    }
    return { arrivals, report: network.report() };
  } finally {
    network.close!();
  }
}
