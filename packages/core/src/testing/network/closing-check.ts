import { EventWheel } from "../../simulator/event-wheel.js";
import { LockStep } from "../../simulator/lock-step.js";
import { createRandom } from "../../simulator/random.js";
import { broken, type CheckSource } from "../checks/check.js";
import type { NetworkSubject } from "./subject.js";

/** A run may be stopped at any time: what the network holds is let go of then too, and nothing arrives any more. */
export function closingCheck({ backend, options, machine, label }: NetworkSubject): CheckSource {
  return {
    name: "closes while messages are under way, and at once",
    run() {
      const topology = machine.create();
      for (const steps of [undefined, 0, 3]) {
        const simulator = new EventWheel();
        const context = { simulator, topology, random: createRandom(1), warn: () => undefined };
        const network = backend.create(context, options);
        let isClosed = false;
        const delivered = (): void => {
          if (isClosed) throw broken(label, "delivers a message after it was closed");
        };
        if (steps !== undefined) {
          const message = {
            source: 0,
            destination: 1,
            bytes: 65_536,
            tag: 0,
            dimension: undefined,
            queue: 0,
          };
          network.send(message, delivered);
          const lockStep = network.clock && new LockStep(simulator, network.clock, label);
          for (let step = 0; step < steps; step++)
            if (!(lockStep === undefined ? simulator.step() : lockStep.step())) break;
        }
        isClosed = true;
        network.close?.();
      }
    },
  };
}
