import type { CollectiveAlgorithm, CollectivePlan, CollectiveTask } from "../collective/collective.js";
import type { ComputeModel } from "../compute/compute-model.js";
import type { Reporter } from "../result/reporter.js";
import { isAmount, isObject } from "../schema/shape-of-value.js";
import type { SystemModel } from "../system/system.js";
import type { TopologyFormat } from "../topology/topology-format.js";
import type { AnyWorkloadModel } from "../workload/model.js";
import type { LoopCommand, TrainingLoop } from "../workload/training-loop.js";
import type { WorkloadFormat } from "../workload/workload-format.js";
import { Gate } from "./gate.js";
import type { EntryKind, PluginEntries } from "./plugin.js";
import { watched } from "./watched.js";
import { askingReason, isAnything, watchedBackend } from "./watched-network.js";
import { WatchedSimulator } from "./watched-simulator.js";

/** An entry whose every call passes a gate that knows it as `who`. */
export function watchedEntry<K extends EntryKind>(
  kind: K,
  entry: PluginEntries[K],
  who: string,
): PluginEntries[K] {
  return watchers[kind](entry, new Gate(who));
}

const watchers: { readonly [K in EntryKind]: (entry: PluginEntries[K], gate: Gate) => PluginEntries[K] } = {
  networks: watchedBackend,
  systems: watchedSystem,
  workloads: watchedWorkload,
  trainingLoops: watchedLoop,
  collectives: watchedCollective,
  computeModels: watchedComputeModel,
  workloadFormats: watchedWorkloadFormat,
  topologyFormats: watchedTopologyFormat,
  reporters: watchedReporter,
};

function watchedSystem(model: SystemModel, gate: Gate): SystemModel {
  return watched(gate, model, {
    create(context, options) {
      const simulator = new WatchedSimulator(context.simulator, gate);
      const create = () => model.create({ ...context, simulator }, options);
      return watched(gate, gate.ask("create()", create, isObject, "a system layer"));
    },
  });
}

function watchedWorkload(model: AnyWorkloadModel, gate: Gate): AnyWorkloadModel {
  return watched(gate, model, {
    prepare(preparation: never, workload: never, options: never) {
      const prepare = () => model.prepare(preparation, workload, options);
      const prepared = gate.ask("prepare()", prepare, isObject, "a prepared workload");
      return watched(gate, prepared, {
        create(context) {
          const simulator = new WatchedSimulator(context.simulator, gate);
          const create = () => prepared.create({ ...context, simulator });
          return watched(gate, gate.ask("create()", create, isObject, "a running workload"));
        },
      });
    },
  } as Partial<AnyWorkloadModel>);
}

const operations: readonly unknown[] = ["compute", "issue", "settle", "step"];

function watchedLoop(loop: TrainingLoop, gate: Gate): TrainingLoop {
  const expected = "commands: yield layer.forward.compute(), …";
  const isList = (answer: unknown) => isObject(answer) && Symbol.iterator in answer;
  const isCommand = (value: unknown) => isObject(value) && operations.includes(value.op);
  return watched(gate, loop, {
    *run(context): Generator<LoopCommand> {
      const commands = gate.ask("run()", () => loop.run(context), isList, expected);
      const iterator = commands[Symbol.iterator]();
      for (;;) {
        const { done, value } = gate.enter("run()", () => iterator.next());
        if (done === true) return;
        yield gate.checked("run()", value, isCommand(value), expected);
      }
    },
  });
}

function watchedCollective(algorithm: CollectiveAlgorithm, gate: Gate): CollectiveAlgorithm {
  return watched(gate, algorithm, {
    refuses: askingReason(gate, algorithm, "refuses"),
    incomplete: askingReason(gate, algorithm, "incomplete"),
    plan: (task) =>
      watchedPlan(
        gate,
        gate.ask(
          "plan()",
          () => algorithm.plan(task),
          (plan) => isObject(plan) && (plan.form === "steps" || plan.form === "graph"),
          'a plan: { form: "steps", … } or { form: "graph", … }',
        ),
        task,
      ),
  });
}

function watchedPlan(gate: Gate, plan: CollectivePlan, { npus }: CollectiveTask): CollectivePlan {
  if (plan.form === "graph")
    return watched(gate, plan, {
      operations: gate.asking(plan, "operations", Array.isArray, "a list of operations"),
    });
  for (const count of ["sends", "parallelism"] as const)
    gate.checked("plan()", plan[count], isBelow(Infinity)(plan[count]), `a whole number as \`${count}\``);
  const position = `a position, 0 to ${npus - 1}`;
  const { form, sends, parallelism, dataPath, gate: hold } = plan;
  // A plain object: what looks up a member of a proxy at each step would double the time of a run.
  return {
    form,
    sends,
    parallelism,
    destination: gate.asking(plan, "destination", isBelow(npus), position),
    source: gate.asking(plan, "source", isBelow(npus), position),
    bytes: gate.asking(plan, "bytes", isAmount, "bytes, 0 or more"),
    reduces: gate.asking(plan, "reduces", isAnything, ""),
    ...(dataPath && { dataPath: gate.asking(plan, "dataPath", isAnything, "")! }),
    ...(hold && { gate: hold }),
  };
}

/** Whether something is a whole number, from 0 to below `end`. */
function isBelow(end: number) {
  return (value: unknown): boolean => Number.isInteger(value) && isAmount(value) && value < end;
}

function watchedComputeModel(model: ComputeModel, gate: Gate): ComputeModel {
  const isTimer = (answer: unknown) => isObject(answer) && typeof answer.time === "function";
  return watched(gate, model, {
    create(options) {
      const timer = gate.ask("create()", () => model.create(options), isTimer, "{ time(operation) }");
      return { time: gate.asking(timer, "time", isAmount, "ns, 0 or more") };
    },
  });
}

function watchedTopologyFormat(format: TopologyFormat, gate: Gate): TopologyFormat {
  return watched(gate, format, {
    recognizes: gate.asking(format, "recognizes", isBoolean, "true or false"),
    read: gate.asking(
      format,
      "read",
      (machine) => {
        const graph: unknown = isObject(machine) && machine.graph;
        return isObject(graph) && Array.isArray(graph.nodes) && Array.isArray(graph.links);
      },
      "a machine: { graph: { nodes, links } }",
    ),
  });
}

function watchedWorkloadFormat(format: WorkloadFormat, gate: Gate): WorkloadFormat {
  return watched(gate, format, {
    recognizes: gate.asking(format, "recognizes", isBoolean, "true or false"),
    read: gate.asking(
      format,
      "read",
      (workload) => isObject(workload) && typeof workload.kind === "string",
      'a workload: { kind: "layers", trainingLoop, layers }',
    ),
  });
}

function isBoolean(answer: unknown): boolean {
  return typeof answer === "boolean";
}

function watchedReporter(reporter: Reporter, gate: Gate): Reporter {
  const isFile = (file: unknown): boolean =>
    isObject(file) &&
    typeof file.path === "string" &&
    (typeof file.content === "string" || file.content instanceof Uint8Array);
  return watched(gate, reporter, {
    report: gate.asking(
      reporter,
      "report",
      (files) => Array.isArray(files) && files.every(isFile),
      "a list of files: [{ path, content }]",
    ),
  });
}
