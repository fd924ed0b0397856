// Chakra's traces: how fast they are read, and how fast graphs of many ranks run on the analytical network.
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createRegistry, createTopology, simulate } from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { rulesOfAstraSim2, systemLayer } from "@astra-ts/system";
import {
  encodeTrace,
  graphRulesOfAstraSim2,
  TextPool,
  TraceReader,
  traceWorkload,
  workloadLayer,
} from "@astra-ts/workload";
import { bestOf } from "./measure.mjs";

const ranks = 1_000;
const nodesOfRank = 2_000;
const groupSize = 8;
const blockSize = 20;
const mebibyte = 2 ** 20;

const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks]);
const groups = new Map(
  Array.from({ length: ranks / groupSize }, (_, group) => [
    String(group + 1),
    Array.from({ length: groupSize }, (_, member) => group * groupSize + member),
  ]),
);

export default {
  name: "traces",
  description: `Chakra's traces of ${ranks.toLocaleString("en-US")} ranks with ${nodesOfRank.toLocaleString("en-US")} nodes each: three quarters compute, a fifth messages, and collectives in groups of ${groupSize}`,
  async *measure() {
    const files = Array.from({ length: ranks }, (_, rank) =>
      Buffer.concat([...encodeTrace(messagesOf(rank, nodesOfRank))]),
    );
    const { seconds: reading, result: workload } = await bestOf(2, () => readAll(files));
    const nodes = ranks * nodesOfRank;
    const bytes = files.reduce((sum, { length }) => sum + length, 0);
    yield row("read and pack the graphs", nodes / reading, "nodes/s");
    yield row(`  of ${(bytes / mebibyte).toFixed(0)} MiB`, bytes / mebibyte / reading, "MiB/s");
    for (const network of ["analytical", "analytical-congestion"]) {
      const { seconds } = await bestOf(2, () => simulate(experiment(workload, network), registry));
      yield row(`run on ${network}`, nodes / seconds, "nodes/s of CPU");
    }
    yield { name: "  memory of the process", value: process.memoryUsage.rss() / mebibyte, unit: "MiB" };
    yield* measureLarge();
  },
};

/** One rank's file of 100 MiB, given in pieces as from a disk, and what its graph takes when it has been read. */
async function* measureLarge() {
  const file = Buffer.concat([...encodeTrace(messagesOf(0, nodesOfRank * 900))]);
  const { seconds, ...kept } = await bestOf(1, () => read(file, 0));
  const nodes = kept.result.graph.length.toLocaleString("en-US");
  const size = (file.length / mebibyte).toFixed(0);
  yield { name: `read one file of ${size} MiB, ${nodes} nodes`, value: seconds, unit: "s of CPU" };
  const withGraph = held();
  kept.result = undefined;
  yield { name: "  memory that its graph holds", value: (withGraph - held()) / mebibyte, unit: "MiB" };
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** Bytes in use once nothing is left to collect. */
function held() {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function row(name, value, unit) {
  return { name, value, unit, higherIsBetter: true };
}

function experiment(workload, network) {
  const link = { bandwidth: 400, latency: 500 };
  return {
    name: "traces",
    topology: createTopology([
      { shape: "switch", npus: groupSize, ...link },
      { shape: "switch", npus: ranks / groupSize, ...link },
    ]),
    network: { name: network },
    system: { name: "astra", options: rulesOfAstraSim2 },
    workload,
    workloadOptions: graphRulesOfAstraSim2,
    timeline: { ranks: 1, spans: 0 },
  };
}

function readAll(files) {
  const pool = new TextPool();
  return traceWorkload(files.map((bytes, rank) => read(bytes, rank, pool)));
}

function read(bytes, rank, pool = new TextPool()) {
  const reader = new TraceReader(`rank ${rank}`, rank, { groups }, pool);
  for (let at = 0; at < bytes.length; at += mebibyte) reader.push(bytes.subarray(at, at + mebibyte));
  return reader.end();
}

/** One rank's nodes, each after the one before it, with names as tools write them. */
function* messagesOf(rank, count) {
  for (let id = 0; id < count; id++) {
    const place = id % blockSize;
    const block = (id - place) / blockSize;
    yield {
      id,
      name: `block.${block % 100}.operator.${place}`,
      dataDependencies: id === 0 ? [] : [id - 1],
      ...workOf(place, block, rank),
    };
  }
}

function workOf(place, block, rank) {
  const message = (peer, other) => [
    { name: "comm_size", kind: "int64_val", value: 65_536 },
    { name: "comm_tag", kind: "int32_val", value: block },
    { name: peer, kind: "int32_val", value: other },
  ];
  switch (place) {
    case 4:
    case 12:
      return { type: 5, attributes: message("comm_dst", (rank + 1) % ranks) };
    case 5:
    case 13:
      return { type: 6, attributes: message("comm_src", (rank + ranks - 1) % ranks) };
    case blockSize - 1:
      return {
        type: 7,
        attributes: [
          { name: "comm_type", kind: "int64_val", value: 0 },
          { name: "comm_size", kind: "int64_val", value: 1_048_576 },
          { name: "pg_name", kind: "string_val", value: String(Math.floor(rank / groupSize) + 1) },
        ],
      };
    default:
      return {
        type: 4,
        durationMicros: 10 + place,
        attributes: [{ name: "is_cpu_op", kind: "bool_val", value: false }],
      };
  }
}
