// Runs one recorded run of ASTRA-sim 2.x's analytical networks and says where ours differs: the finish of every NPU, to the nanosecond.

const collectives = {
  all_reduce: "all-reduce",
  all_gather: "all-gather",
  reduce_scatter: "reduce-scatter",
  all_to_all: "all-to-all",
};

/** Why a record is no business of this comparison; undefined where it is. */
export function outsideOf({ workload, system }) {
  if (workload.kind !== "micro") return "its workload is a graph";
  if (collectives[workload.coll] === undefined) return "its workload is not the same on every rank";
  if (Object.keys(system).some((key) => key.endsWith("-custom")))
    return "its collective is an execution trace";
  return undefined;
}

/** Topology and network of a record. */
export function machineOf({ backend, network }, { createTopology, readNetwork2 }) {
  const { dimensions, rules } = readNetwork2(network);
  return {
    topology: createTopology(dimensions),
    network:
      backend === "congestion_aware"
        ? { name: "analytical-congestion", options: { reportedLinks: 0 } }
        : { name: "analytical", options: { rules } },
  };
}

/** Options of the system layer that flags give. */
export function systemFlags({ cli }) {
  return {
    ...(cli["num-queues-per-dim"] && { queuesPerDimension: cli["num-queues-per-dim"] }),
    ...(String(cli["rendezvous-protocol"]) === "true" && { rendezvousProtocol: true }),
  };
}

/** The experiment that a record describes: network, system, one collective, flags. */
export function experimentOf(record, packages) {
  const { system, cli } = record;
  const { options } = packages.readSystemJson(system, "system.json", {
    injectionScale: cli["injection-scale"] ?? 1,
  });
  return {
    name: record.id,
    ...machineOf(record, packages),
    system: { name: "astra", options: { ...options, ...systemFlags(record) } },
    workload: workloadOf(record),
    timeline: { ranks: 0 },
  };
}

function workloadOf({ workload, comm_group: groups, npus, id }) {
  const collective = collectives[workload.coll];
  const involved = workload.attrs?.involved_dim;
  // The name 0 stands for all NPUs, whatever groups the file has.
  const isGrouped = groups != null && !id.includes("pg_name_0");
  if (!isGrouped && involved === undefined) return { kind: "collective", collective, bytes: workload.size };
  const node = { id: 0, kind: "collective", collective, bytes: workload.size, after: [] };
  const dimensions = involved?.flatMap((takesPart, dimension) => (takesPart ? [dimension] : []));
  const groupOf = (rank) =>
    isGrouped ? Object.values(groups).find((ranks) => ranks.includes(rank)) : undefined;
  return {
    kind: "graph",
    ranks: Array.from({ length: npus }, (_, rank) => [
      { ...node, ...(dimensions && { dimensions }), ...(groupOf(rank) && { group: groupOf(rank) }) },
    ]),
  };
}

function finishesOf({ finish_cycles: finish, npus }) {
  if (finish.uniform !== undefined) return new Array(finish.n).fill(finish.uniform);
  return Array.isArray(finish) ? finish : Array.from({ length: npus }, (_, rank) => finish[rank] ?? null);
}

/** Runs the record. Outcomes: exact or different where the original completed; finished or refused where it did not; outside. */
export async function checkRecord(record, packages) {
  const outside = outsideOf(record);
  if (outside !== undefined) return { outcome: "outside", differences: [], message: outside };
  const completed = record.status === "ok";
  try {
    const experiment = experimentOf(record, packages);
    const { npuFinish, bound } = await packages.simulate(experiment, packages.registry);
    const finish = Math.max(...npuFinish);
    if (!completed) return { outcome: "finished", differences: [], finish, below: bound?.below };
    const [ours, theirs] = [JSON.stringify(npuFinish), JSON.stringify(finishesOf(record))];
    const differences = ours === theirs ? [] : [`finish of each NPU (ns): ours ${ours}, recorded ${theirs}`];
    return {
      outcome: differences.length === 0 ? "exact" : "different",
      differences,
      finish,
      below: bound?.below,
    };
  } catch (error) {
    if (error.code === undefined) throw error;
    const { code, message } = error;
    if (!completed) return { outcome: "refused", differences: [], code, message };
    return { outcome: "different", differences: [`ours refuses: ${message}`], code, message };
  }
}
