import { createRandom } from "../../simulator/random.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type CheckSource } from "../checks/check.js";
import { drive, type Trace } from "./harness.js";
import type { NetworkSubject } from "./subject.js";
import { randomTraffic } from "./traffic.js";

/** The same run twice gives the same bytes, whatever else goes on. */
export function repetitionChecks(subject: NetworkSubject): CheckSource[] {
  const { backend, options, machine, label, messages } = subject;
  const topology = machine.create();
  const sendings = randomTraffic(createRandom(19), topology.npus, messages);
  const few = sendings.slice(0, 200);
  // A clock that runs piece by piece, from one event of others to the next, rounds once for every piece.
  const tolerance = (time: number) => (backend.capabilities.lockStep ? 1e-3 + 1e-9 * time : 0);
  const isSameTime = (time: number, other: number) => Math.abs(time - other) <= tolerance(time);
  const text = ({ deliveries, order, report, warnings }: Trace) =>
    JSON.stringify({ deliveries, order, report, warnings });

  return [
    {
      name: "gives the same bytes when run twice",
      run() {
        const [first, second] = [1, 2].map(() => text(drive(backend, options, topology, sendings)));
        if (first !== second)
          throw broken(label, "gives another result when run again", difference(first, second));
      },
    },
    {
      name: "asks neither Math.random() nor the clock on the wall",
      run() {
        const used = ambientUse(() => void drive(backend, options, topology, few));
        if (used.length > 0)
          throw broken(
            label,
            `uses ${used.join(" and ")}`,
            undefined,
            "the random generator and the simulator of its context",
          );
      },
    },
    {
      name: "is not disturbed by events of others",
      run() {
        const alone = drive(backend, options, topology, few);
        const among = drive(backend, options, topology, few, { bystanders: 3 });
        for (const [number, [time]] of alone.deliveries.entries())
          if (!isSameTime(time, among.deliveries[number][0]))
            throw broken(
              label,
              "delivers at other times when the event queue holds events of others",
              among.deliveries[number][0],
              `${time} ns, give or take ${tolerance(time)}`,
            );
      },
    },
    {
      name: "flightTime says what send does",
      run() {
        const byCore = drive(backend, options, topology, few, { way: "core" });
        const bySend = drive(backend, options, topology, few, { way: "send" });
        if (JSON.stringify(byCore.deliveries) !== JSON.stringify(bySend.deliveries))
          throw broken(label, "delivers by `send` at other times than `flightTime` says");
        if (JSON.stringify(byCore.report) !== JSON.stringify(bySend.report))
          throw broken(label, "reports other things by `send` than by `flightTime`");
      },
    },
  ];
}

function difference(first: string, second: string): string {
  let at = 0;
  while (first[at] === second[at]) at++;
  return `… ${first.slice(Math.max(0, at - 30), at + 10)} and then ${second.slice(Math.max(0, at - 30), at + 10)}`;
}
