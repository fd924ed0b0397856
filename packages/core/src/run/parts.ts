import { PartGroups } from "../bound/part-groups.js";
import { AstraError, isAstraError } from "../errors/astra-error.js";
import type { RunEvent, RunObserver } from "../observe/run-event.js";
import { RankAgenda } from "../simulator/rank-agenda.js";
import type { PartInput, PartsHost, PreparedPart, RunningPart } from "../workload/part.js";
import { PartMailbox } from "./part-mailbox.js";
import { routedMailbox } from "./routed-mailbox.js";

/**
 * Checks a workload for a part of the machine, and gives the way to build its layers over the network of the run. Throws an `AstraError` whose field lies below the part's own.
 * @alpha
 */
export function preparePart(host: PartsHost, input: PartInput): PreparedPart {
  const { ranks, topology, field } = input;
  if (input.workload.kind === "jobs")
    throw new AstraError("UNSUPPORTED", {
      problem: "a job cannot be made of jobs",
      field: `workload.${field}.workload`,
      hint: "List all jobs side by side.",
    });
  const layers = below(field, () => host.prepare(input));
  return {
    create(): RunningPart {
      const shared = host.shared();
      const { tap, observer } = shared;
      const { speeds } = shared.run.experiment;
      const { simulator, network, collectives, messages, observed } = shared.run;
      const { rankAwake } = network;
      const agenda = new RankAgenda(
        simulator,
        ranks.length,
        rankAwake === undefined ? undefined : (rank) => rankAwake.call(network, ranks[rank]!),
      );
      const own = new Set(observed);
      const seen = [...ranks.keys()].filter((rank) => rank === 0 || own.has(ranks[rank]!));
      const mailbox = new PartMailbox(shared.run.mailbox, ranks);
      const onMachine = (tell: RunObserver) => (event: RunEvent) =>
        tell({ ...event, rank: ranks[event.rank]! });
      return below(field, () => {
        const unwatched = layers.system.create(
          {
            simulator,
            agenda,
            topology,
            logicalDimensions: layers.workload.logicalDimensions,
            collectives: shared.algorithms,
            warn: shared.warn,
            mailbox,
            observed: seen,
            ...(observer === undefined ? {} : { observer: onMachine(observer) }),
          },
          layers.systemOptions,
        );
        const watched = collectives.watch(unwatched, new PartGroups(unwatched.logicalDimensions, ranks));
        const running = layers.workload.create({
          simulator,
          agenda,
          mailbox: messages.watch(routedMailbox(mailbox, unwatched.messages), ranks),
          system: watched,
          observed: seen,
          ...(speeds === undefined ? {} : { speeds: { ...speeds, ranks } }),
          tap: { wants: (rank) => tap.wants(ranks[rank]!), tell: onMachine(tap.tell) },
        });
        return { workload: running, system: watched };
      });
    },
  };
}

/** Fields of the layers of a part stand below the part's own. */
function below<Value>(part: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (!isAstraError(error) || error.details.file !== undefined) throw error;
    const { field = "" } = error.details;
    throw new AstraError(error.code, {
      ...error.details,
      field: ["workload", part, field].filter(Boolean).join("."),
    });
  }
}
