// Runs one recorded run of SimGrid on the network `flow` and says where ours differs. Records: SimGrid 3.32, S4U programs and SMPI, in the recorder's own fields.

/** Largest relative difference that counts as equal. SimGrid's own arithmetic leaves some 1e-12. */
const tolerance = 1e-9;
/** MPI programs also pay for the library around the collective, 1 to 2 us: compared where that is less than this share of the time. */
const mpiTolerance = 1e-3;
const mpiOverhead = 2000;

/** What a record is called; the records have no names. */
export function idOf({ pattern, algorithm, platform, topo, nodes, bytes, model, link_latency_s: latency }) {
  const parameters = topo?.match(/topo_parameters="(.*)"/)?.[1];
  const machine = parameters === undefined ? `${platform} ${nodes}` : `${platform} ${parameters}`;
  const what = [model, algorithm, machine, `${bytes} B`, `${latency * 1e9} ns`].filter(
    (part) => part !== undefined,
  );
  return `${pattern}/${what.join(", ")}`;
}

/** Why a record is no business of this comparison; undefined where it is. */
export function outsideOf({ api, algorithm, model, makespan_s: makespan }) {
  if (api !== "smpi") return undefined;
  if (model !== "CM02_pure") return "SMPI's own factors for message sizes";
  if (roundsOf[algorithm] === undefined) return "the algorithm is chosen by an MPI library's tables";
  if (mpiOverhead > mpiTolerance * makespan * 1e9)
    return "what the MPI library does around the collective is a notable part of the time";
  return undefined;
}

/** Runs the record. Outcomes: exact, different, outside. */
export function checkRecord(record, packages) {
  const outside = outsideOf(record);
  if (outside !== undefined) return { outcome: "outside", differences: [], message: outside };
  const differences = rulesFor(record).flatMap((options) =>
    record.flows === undefined
      ? makespanDifferences(record, options, packages)
      : flowDifferences(record, options, packages),
  );
  return { outcome: differences.length === 0 ? "exact" : "different", differences };
}

/** SimGrid weighs flows by latency; where there is none, its rule is plain max-min. LV08 is its default model: factors fitted to TCP. */
function rulesFor({ model, link_latency_s: latency }) {
  const lv08 =
    model === "LV08_default" ? { efficiency: 0.97, acknowledgements: 0.05, window: 4194304 * 13.01 } : {};
  const rules = latency === 0 ? ["latency-weighted", "max-min"] : ["latency-weighted"];
  return rules.map((sharing) => ({ sharing, ...lv08 }));
}

function flowDifferences(record, options, packages) {
  const { simulator, send } = machineOf(recordedRoutes(record, packages), options, packages);
  const finish = record.flows.map(() => Number.NaN);
  record.flows.forEach(({ src, dst, bytes, start_s: start }, index) => {
    simulator.schedule(start * 1e9, () => {
      send(src, dst, bytes, () => {
        finish[index] = simulator.now;
      });
    });
  });
  while (simulator.step());
  return record.flows.flatMap(({ src, dst, finish_s: recorded }, index) =>
    difference(
      `${options.sharing}, flow ${index} from ${src} to ${dst}`,
      finish[index],
      recorded * 1e9,
      tolerance,
    ),
  );
}

function makespanDifferences(record, options, packages) {
  const { api, pattern, algorithm, nodes, bytes, makespan_s: makespan } = record;
  const { simulator, send } = machineOf(topologyOf(record, packages), options, packages);
  const traffic = patterns[pattern];
  if (traffic === undefined) inRounds(nodes, roundsOf[algorithm ?? "lr"](nodes, bytes), send);
  else
    for (const [source, destination, size] of traffic(nodes, bytes))
      send(source, destination, size, () => undefined);
  while (simulator.step());
  const within = api === "smpi" ? mpiTolerance : tolerance;
  return difference(`${options.sharing}, time`, simulator.now, makespan * 1e9, within);
}

function difference(what, ours, recorded, within) {
  return Math.abs(ours - recorded) <= within * recorded
    ? []
    : [`${what}: ours ${ours} ns, recorded ${recorded} ns`];
}

/** Messages that all start at once: sources, destinations, sizes. */
const patterns = {
  alltoall: (nodes, bytes) =>
    ranks(nodes).flatMap((source) =>
      ranks(nodes)
        .filter((destination) => destination !== source)
        .map((destination) => [source, destination, bytes / nodes]),
    ),
  shift_half: (nodes, bytes) => ranks(nodes).map((source) => [source, (source + nodes / 2) % nodes, bytes]),
  incast: (nodes, bytes) =>
    ranks(nodes)
      .slice(1)
      .map((source) => [source, 0, bytes]),
};

/** All-reduce in rounds, in each of which every rank sends some messages and awaits as many: to whom, and how much. */
const roundsOf = {
  lr: (nodes, bytes) =>
    Array.from({ length: 2 * (nodes - 1) }, () => {
      return { to: (rank) => [(rank + 1) % nodes], bytes: bytes / nodes };
    }),
  rdb: (nodes, bytes) => powersBelow(nodes).map((distance) => ({ to: (rank) => [rank ^ distance], bytes })),
  // Everyone sends everyone his part, then the reduced parts are gathered by doubling.
  rab1: (nodes, bytes) => [
    { to: (rank) => ranks(nodes).filter((other) => other !== rank), bytes: bytes / nodes },
    ...powersBelow(nodes).map((distance) => {
      return { to: (rank) => [rank ^ distance], bytes: (bytes * distance) / nodes };
    }),
  ],
};

function inRounds(nodes, rounds, send) {
  const round = ranks(nodes).map(() => -1);
  const awaited = ranks(nodes).map(() => rounds.map(({ to }) => 2 * to(0).length));
  const next = (rank) => {
    if (++round[rank] === rounds.length) return;
    const at = round[rank];
    const { to, bytes } = rounds[at];
    const done = (who) => {
      awaited[who][at]--;
      // A message may arrive before its receiver has entered the round.
      while (round[who] < rounds.length && awaited[who][round[who]] === 0) next(who);
    };
    for (const peer of to(rank)) {
      send(rank, peer, bytes, () => {
        done(rank);
        done(peer);
      });
    }
  };
  for (const rank of ranks(nodes)) next(rank);
}

function ranks(nodes) {
  return Array.from({ length: nodes }, (_, rank) => rank);
}

function powersBelow(nodes) {
  return Array.from({ length: Math.log2(nodes) }, (_, power) => 2 ** power);
}

/** The machine of a record in our shapes: a star is a switch, a torus some rings, a fat tree of two levels a leaf-spine. */
function topologyOf(
  { topo = "", nodes, model, link_bw_Bps: bandwidth, link_latency_s: latency },
  { createTopology },
) {
  const factor = model === "LV08_default" ? 13.01 : 1;
  const link = { bandwidth: bandwidth / 1e9, latency: latency * 1e9 * factor };
  const [, kind = "star", parameters = ""] = topo.match(/^"(\w+)" topo_parameters="(.*)"$/) ?? [];
  if (kind === "star") return createTopology([{ shape: "switch", npus: nodes, ...link }]);
  if (kind === "TORUS")
    return createTopology(
      parameters.split(",").map((npus) => ({ shape: "ring", npus: Number(npus), ...link })),
    );
  const [, down, up] = parameters.split(";").map((list) => list.split(",").map(Number));
  return createTopology([{ shape: "leaf-spine", npus: nodes, leaves: down[1], spines: up[1], ...link }]);
}

/** A machine that has the recorded links and sends every flow over its recorded route: SimGrid turns other corners on a torus than we do. */
function recordedRoutes({ nodes, links, flows, link_latency_s: latency }, { createTopology }) {
  const names = Object.keys(links);
  const routes = new Map(
    flows.map(({ src, dst, links: route }) => [`${src} ${dst}`, route.map((name) => names.indexOf(name))]),
  );
  const column = (value) => Float64Array.from(names, value);
  const table = {
    from: new Int32Array(names.length),
    to: new Int32Array(names.length),
    bandwidth: column((name) => links[name] / 1e9),
    latency: column(() => latency * 1e9),
    dimension: new Int16Array(names.length),
  };
  const plain = createTopology([{ shape: "switch", npus: nodes, bandwidth: 1, latency: 0 }]);
  const graph = {
    ...plain.graph(),
    table,
    linkCount: names.length,
    route: (source, destination) => routes.get(`${source} ${destination}`),
  };
  return { ...plain, graph: () => graph };
}

function machineOf(topology, options, { EventWheel, createRandom, flow, validateOptions }) {
  const simulator = new EventWheel();
  const context = { simulator, topology, random: createRandom(1), warn: () => undefined };
  const network = flow.create(context, validateOptions(flow.options, options, "network", flow.name));
  const send = (source, destination, bytes, delivered) =>
    network.send({ source, destination, bytes, tag: 0, dimension: undefined, queue: 0 }, delivered);
  return { simulator, send };
}
