import type { CollectiveAlgorithm } from "../../collective/collective.js";
import { collectiveKinds } from "../../collective/kind.js";
import { validateOptions } from "../../schema/validate-options.js";
import type { CollectiveRequest, SystemModel } from "../../system/system.js";
import { createTopology } from "../../topology/create-topology.js";
import type { Topology } from "../../topology/topology.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { optionsChecks } from "../checks/options-checks.js";
import { latency, playSystem, type Script, type SystemTrace } from "./stage.js";

/**
 * What the checks of a system model may be told.
 * @alpha
 */
export interface SystemConformanceOptions {
  /** Options, as an experiment writes them; absent: none. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Algorithms that it needs by name; absent: none. */
  readonly collectives?: readonly CollectiveAlgorithm[];
}

/**
 * Everything that core expects of a system model, as checks for any test runner: collectives end once on every rank, in the same way each time, and what stands still is told.
 * @alpha
 */
export function systemConformance<Options>(
  model: SystemModel<Options>,
  { options: given, collectives = [] }: SystemConformanceOptions = {},
): ConformanceSuite {
  const label = `the system model "${model.name}"`;
  const algorithms = new Map(collectives.map((algorithm) => [algorithm.name, algorithm]));
  const play = (topology: Topology, script: Script): SystemTrace =>
    playSystem(model, validateOptions(model.options, given, "options", label), topology, algorithms, script);
  const same = (first: string, second: string, what: string): void => {
    if (first !== second) throw broken(label, `does another thing when asked again (${what})`);
  };
  const forAll = (body: (trace: SystemTrace, what: string) => void): void => {
    for (const topology of machines())
      for (const [name, script] of scripts(topology.npus))
        body(play(topology, script), `${name} on ${topology.npus} NPUs`);
  };
  return suiteOf(
    label,
    [],
    [
      descriptionCheck(label, model, /^[a-z][a-z0-9-]*$/),
      ...optionsChecks(label, model.options, given),
      {
        name: "a collective that is active ends once on its rank, after issue has returned, and others never",
        run: () =>
          forAll(({ collectives: issued }, what) => {
            for (const { rank, handle, ends, endedWithin } of issued) {
              if (endedWithin)
                throw broken(label, `calls done before issue has returned (${what}, rank ${rank})`);
              const expected = handle.active ? 1 : 0;
              if (ends.length !== expected)
                throw broken(
                  label,
                  `calls done so often for one collective (${what}, rank ${rank})`,
                  ends.length,
                  `${expected}`,
                );
            }
          }),
      },
      {
        name: "nothing is left over, of messages or of chunks",
        run: () =>
          forAll(({ pendingSystem, pendingMessages, waiters }, what) => {
            if (pendingSystem > 0) throw broken(label, `still waits when all is over (${what})`, waiters[0]);
            if (pendingMessages > 0)
              throw broken(
                label,
                `leaves messages that nobody receives, or receives that nothing comes for (${what})`,
                pendingMessages,
              );
          }),
      },
      {
        name: "messages go between two ranks of the machine, in whole bytes",
        run: () =>
          forAll(({ wrong }, what) => {
            if (wrong.length > 0)
              throw broken(label, `sends or awaits what is no message (${what})`, wrong[0]);
          }),
      },
      {
        name: "no collective ends before the news of another rank can have come",
        run: () =>
          forAll(({ collectives: issued }, what) => {
            for (const { rank, ends, issued: at } of issued)
              if (ends.some((end) => end < at + latency))
                throw broken(
                  label,
                  `ends a collective too early (${what}, rank ${rank})`,
                  ends[0]! - at,
                  `${latency} ns or more`,
                );
          }),
      },
      {
        name: "says so where there is nothing to send: the handle is inactive, and done is not called",
        run() {
          const trace = play(createTopology([{ shape: "ring", npus: 1, bandwidth: 50, latency: 500 }]), {
            ranks: [[{ request: request("all-reduce", 1024), isAfterLast: false }]],
          });
          const [only] = trace.collectives;
          if (only?.handle.active !== false)
            throw broken(label, "calls a collective active that one NPU is alone in");
        },
      },
      {
        name: "does the same each time, and asks nobody else",
        run() {
          const used = ambientUse(() => {
            for (const topology of machines())
              for (const [name, script] of scripts(topology.npus))
                same(JSON.stringify(play(topology, script)), JSON.stringify(play(topology, script)), name);
          });
          if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
        },
      },
      {
        name: "tells who waits where a rank does not take part",
        run() {
          const topology = createTopology([{ shape: "ring", npus: 4, bandwidth: 50, latency: 500 }]);
          const one = [{ request: request("all-reduce", 4096), isAfterLast: false }];
          const { collectives: issued, waiters } = play(topology, { ranks: [one, one, one, []] });
          if (issued.every(({ ends }) => ends.length > 0))
            throw broken(label, "ends an all-reduce on all ranks but one, which has not issued it");
          if (waiters.length === 0)
            throw broken(label, "does not tell in pending() who waits for a rank that does not take part");
        },
      },
      {
        name: "reports each logical dimension, in plain data, and no more messages sent than there are",
        run: () =>
          forAll(({ reports, sent }, what) => {
            for (const report of reports) {
              if (!Array.isArray(report.dimensions) || report.dimensions.length === 0)
                throw broken(label, `reports no dimensions (${what})`);
              if (JSON.stringify(JSON.parse(JSON.stringify(report))) !== JSON.stringify(report))
                throw broken(label, `reports what is no plain data (${what})`);
              for (const [name, count] of Object.entries(report.counters))
                if (!Number.isFinite(count))
                  throw broken(label, `has a counter that is no number: ${name}`, count);
            }
            if (sent !== undefined && sent.messages > sent.of)
              throw broken(
                label,
                `has sent more messages than there are (${what})`,
                sent.messages,
                `${sent.of} at most`,
              );
          }),
      },
    ],
  );
}

function machines(): Topology[] {
  const line = { bandwidth: 50, latency: 500 };
  return [
    createTopology([{ shape: "ring", npus: 4, ...line }]),
    createTopology([
      { shape: "ring", npus: 2, ...line },
      { shape: "switch", npus: 3, ...line },
    ]),
  ];
}

function request(
  kind: CollectiveRequest["kind"],
  bytes: number,
  more: Partial<CollectiveRequest> = {},
): CollectiveRequest {
  return { kind, bytes, priority: "policy", ...more };
}

/** What all ranks do: one collective of each kind, several at once, one after the other, and a group's. */
function scripts(npus: number): [string, Script][] {
  const all = (...requests: readonly CollectiveRequest[]): Script => ({
    ranks: Array.from({ length: npus }, () => requests.map((own) => ({ request: own, isAfterLast: false }))),
  });
  const half = Array.from({ length: Math.floor(npus / 2) }, (_, rank) => rank);
  return [
    ...collectiveKinds.map((kind): [string, Script] => [`one ${kind}`, all(request(kind, 24_000))]),
    [
      "several at once",
      all(request("all-reduce", 6000), request("all-to-all", 1200), request("all-reduce", 600)),
    ],
    [
      "one after the other",
      {
        ranks: Array.from({ length: npus }, () => [
          { request: request("all-gather", 1000), isAfterLast: false },
          { request: request("all-reduce", 6000, { priority: "highest" }), isAfterLast: true },
          { request: request("reduce-scatter", 6000), isAfterLast: true },
        ]),
      },
    ],
    [
      "one of a group",
      {
        ranks: Array.from({ length: npus }, (_, rank) =>
          half.includes(rank)
            ? [{ request: request("all-reduce", 6000, { group: half }), isAfterLast: false }]
            : [],
        ),
      },
    ],
  ];
}
