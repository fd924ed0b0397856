import type { NetworkReport } from "../../network/report.js";
import { reportProblem } from "../../network/report-problem.js";
import { createRandom } from "../../simulator/random.js";
import type { Topology } from "../../topology/topology.js";
import { broken, type CheckSource } from "../checks/check.js";
import { drive, type Sending } from "./harness.js";
import type { NetworkSubject } from "./subject.js";
import { randomTraffic } from "./traffic.js";

/** What goes in comes out again in `report()`. */
export function reportChecks(subject: NetworkSubject): CheckSource[] {
  const { backend, options, machine, label, messages } = subject;
  const { perLinkReport } = backend.capabilities;
  const topology = machine.create();
  const sendings = randomTraffic(createRandom(17), topology.npus, messages);
  const run = () => drive(backend, options, topology, sendings);

  return [
    {
      name: "report: counts every message and every byte",
      run() {
        const { report } = run();
        const bytes = sendings.reduce((sum, sending) => sum + sending.bytes, 0);
        if (report.messages !== sendings.length)
          throw broken(label, "miscounts messages", report.messages, `${sendings.length}`);
        if (report.bytes !== bytes) throw broken(label, "miscounts bytes", report.bytes, `${bytes}`);
      },
    },
    {
      name: "report: is whole, and its parts agree",
      run() {
        const problem = reportProblem(run().report, {
          dimensions: topology.dimensions.length,
          perLinkReport,
        });
        if (problem !== undefined)
          throw broken(
            label,
            `reports a wrong ${problem.field || "value"}`,
            problem.found ?? "nothing",
            problem.expected,
          );
      },
    },
    {
      name: "report: latencies agree with the deliveries",
      run() {
        const { report, deliveries } = run();
        const { latency } = report;
        if (latency === undefined) return;
        const flights = deliveries.map(([time], number) => time - sendings[number].at);
        const longest = Math.max(...flights);
        const mean = flights.reduce((sum, flight) => sum + flight, 0) / flights.length;
        if (latency.count !== flights.length)
          throw broken(label, "miscounts latencies", latency.count, `${flights.length}`);
        if (!near(latency.max, longest))
          throw broken(label, "misreports the longest latency", latency.max, `${longest}`);
        if (!near(latency.mean, mean))
          throw broken(label, "misreports the mean latency", latency.mean, `${mean}`);
        if (latency.p50 > latency.p99 || latency.p99 > latency.max)
          throw broken(label, "reports percentiles out of order", latency);
      },
    },
    {
      name: "report: plain JSON without NaN, negative or endless numbers",
      run() {
        const { report } = run();
        const [bad] = wrongNumbers(report, "report");
        if (bad !== undefined) throw broken(label, "reports something that is no count", bad);
        if (JSON.stringify(structured(report)) !== JSON.stringify(report))
          throw broken(label, "reports something that JSON cannot carry");
      },
    },
    {
      name: "report: an entry per link, whose bytes and busy time add up",
      proves: "perLinkReport",
      leftOut: perLinkReport ? undefined : "capabilities.perLinkReport is false",
      run() {
        const { report, end } = run();
        checkLinks(label, topology, sendings, report, end);
      },
    },
  ];
}

function checkLinks(
  label: string,
  topology: Topology,
  sendings: readonly Sending[],
  { links }: NetworkReport,
  end: number,
): void {
  if (links === undefined || links.length === 0)
    throw broken(label, "declares perLinkReport and reports no links", links, "an entry per link");
  const names = new Set(topology.graph().nodes.map(({ name }) => name));
  for (const { from, to, busyTime } of links) {
    const stranger = [from, to].find((name) => !names.has(name));
    if (stranger !== undefined)
      throw broken(
        label,
        "reports a link of an unknown node",
        stranger,
        "the name of a node of topology.graph()",
      );
    if (busyTime > end + 1)
      throw broken(
        label,
        `says the link from ${from} to ${to} was busy too long`,
        busyTime,
        `${end} ns or less`,
      );
  }
  const { nodes } = topology.graph();
  for (let rank = 0; rank < topology.npus; rank++) {
    const sent = sendings
      .filter(({ source, destination }) => source === rank && destination !== rank)
      .reduce((sum, { bytes }) => sum + bytes, 0);
    const left = links
      .filter(({ from }) => from === nodes[rank].name)
      .reduce((sum, { bytes }) => sum + bytes, 0);
    if (left < sent) throw broken(label, `lost bytes on the links of rank ${rank}`, left, `${sent} or more`);
  }
}

function near(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1 + 1e-9 * Math.abs(right);
}

function wrongNumbers(value: unknown, path: string): string[] {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? [] : [`${path}: ${value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => wrongNumbers(part, `${path}.${key}`));
}

function structured(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
