import { runBound } from "../bound/run-bound.js";
import type { Result } from "../result.js";
import { version } from "../version.js";
import type { Run } from "./run.js";

/** The result of a run that has finished. */
export function composeResult(run: Run, wallSeconds: number): Result {
  const { experiment, simulator, mailbox, network, system, workload, warnings } = run;
  const { finish, compute, layers, passFinish, timeline } = workload.report();
  const npuFinish = finish.map((time) => time ?? Number.NaN);
  const total = npuFinish[0]!;
  const bound = runBound({
    topology: experiment.topology,
    collectives: run.collectives.entries,
    time: npuFinish.reduce((latest, time) => Math.max(latest, time), run.collectives.lastEnd),
    compute,
    bytesSent: mailbox.bytesSent,
    messages: mailbox.messages,
    network: { name: experiment.network.name, contention: run.contention },
  });
  return {
    schema: "astra-ts/result@1",
    version,
    name: experiment.name,
    network: experiment.network.name,
    npus: experiment.topology.npus,
    topology: experiment.topology.dimensions,
    time: { total, compute, exposedCommunication: total - compute },
    bound,
    npuFinish,
    bytesSent: [...mailbox.bytesSent],
    layers: [...layers],
    passFinish: [...passFinish],
    systemReport: system.report(),
    timeline,
    networkReport: network.report(),
    simulation: { events: simulator.events, wallSeconds },
    warnings: [...warnings, ...bound.notes],
  };
}
