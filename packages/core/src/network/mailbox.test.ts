import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventWheel } from "../simulator/event-wheel.js";
import { createMailbox } from "./create-mailbox.js";
import { type Message, ReusedMessage } from "./message.js";
import type { Network } from "./network.js";

const report = { messages: 0, bytes: 0, dimensions: [], counters: {} };

/** A network with a fixed flight time, in both forms of the contract. */
function fixedDelay(wheel: EventWheel, delay: number, known: boolean): Network {
  const network: Network = {
    send: (_message: Message, delivered: () => void) => wheel.schedule(delay, delivered),
    report: () => report,
  };
  return known ? { ...network, flightTime: () => delay } : network;
}

function message(source: number, destination: number, tag: number, bytes: number): Message {
  return { source, destination, tag, bytes, dimension: undefined, queue: 0 };
}

describe.each([true, false])("mailbox over a network whose flight times are known: %s", (known) => {
  it("delivers when the receive is posted before, during and after the flight", () => {
    for (const posted of [0, 50, 100, 170]) {
      const wheel = new EventWheel();
      const mailbox = createMailbox(wheel, fixedDelay(wheel, 100, known), 2);
      const times: number[] = [];
      wheel.schedule(10, () => mailbox.send(message(0, 1, 7, 64), () => times.push(-wheel.now)));
      wheel.schedule(posted, () => mailbox.receive(message(0, 1, 7, 64), () => times.push(wheel.now)));
      while (wheel.step());
      expect(times).toEqual([-110, Math.max(110, posted)]);
      expect([...mailbox.bytesSent]).toEqual([64, 0]);
      expect(mailbox.pending()).toEqual([]);
    }
  });

  it("matches equal keys first come first served, and different keys not at all", () => {
    const wheel = new EventWheel();
    const mailbox = createMailbox(wheel, fixedDelay(wheel, 100, known), 3);
    const log: string[] = [];
    for (const name of ["first", "second"])
      mailbox.receive(message(0, 1, 7, 64), () => log.push(`${name}@${wheel.now}`));
    mailbox.send(message(0, 1, 7, 64));
    wheel.schedule(1, () => mailbox.send(message(0, 1, 7, 64)));
    mailbox.send(message(0, 1, 8, 64));
    mailbox.receive(message(0, 2, 7, 64), () => log.push("never"));
    while (wheel.step());
    expect(log).toEqual(["first@100", "second@101"]);
    expect(mailbox.pending()).toHaveLength(2);
    expect(mailbox.pending()[0]).toMatchObject({ rank: 2, peer: 0, tag: 7 });
  });

  it("leaves the objects that it is given to the caller, who may change them at once", () => {
    const wheel = new EventWheel();
    const carried: number[] = [];
    const network: Network = {
      ...fixedDelay(wheel, 100, known),
      send: (moving, delivered) =>
        wheel.schedule(100, () => {
          carried.push(moving.destination);
          delivered();
        }),
    };
    const mailbox = createMailbox(wheel, network, 4);
    const log: number[] = [];
    const reused = new ReusedMessage();
    for (const destination of [1, 2, 3]) {
      reused.assign(message(0, destination, 7, 64));
      mailbox.send(reused);
      mailbox.receive(reused, () => log.push(destination));
    }
    while (wheel.step());
    expect(log).toEqual([1, 2, 3]);
    expect(carried).toEqual(known ? [] : [1, 2, 3]);
    expect(mailbox.pending()).toEqual([]);
  });

  it("pairs every send with one receive, whatever the order of calls", () => {
    const operation = fc.record({
      at: fc.integer({ min: 0, max: 50 }),
      source: fc.integer({ min: 0, max: 3 }),
      destination: fc.integer({ min: 0, max: 3 }),
      tag: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 600 }), (operations) => {
        const wheel = new EventWheel();
        const mailbox = createMailbox(wheel, fixedDelay(wheel, 20, known), 4);
        let received = 0;
        for (const { at, source, destination, tag } of operations) {
          wheel.schedule(at, () => mailbox.send(message(source, destination, tag, 8)));
          wheel.schedule(50 - at, () =>
            mailbox.receive(message(source, destination, tag, 8), () => received++),
          );
        }
        while (wheel.step());
        expect(received).toBe(operations.length);
        expect(mailbox.pending()).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("mailbox", () => {
  it("refuses a network that delivers a message twice", () => {
    const wheel = new EventWheel();
    const twice: Network = {
      send: (_message, delivered) => {
        wheel.schedule(1, delivered);
        wheel.schedule(2, delivered);
      },
      report: () => report,
    };
    const mailbox = createMailbox(wheel, twice, 2);
    mailbox.send(message(0, 1, 0, 1));
    expect(() => {
      while (wheel.step());
    }).toThrow(/the network delivered a message of \d+ B from rank 0 to rank 1 twice/);
  });
});
