import type {
  CollectiveAlgorithm,
  CollectivePlan,
  CollectiveTask,
  StepPlan,
} from "../collective/collective.js";
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
import { watchedBackend } from "./watched-network.js";
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
      const layer = gate.enter("create()", () => model.create({ ...context, simulator }, options));
      return watched(gate, gate.checked("create()", layer, isObject(layer), "a system layer"));
    },
  });
}

function watchedWorkload(model: AnyWorkloadModel, gate: Gate): AnyWorkloadModel {
  return watched(gate, model, {
    prepare(preparation: never, workload: never, options: never) {
      const prepared = gate.enter("prepare()", () => model.prepare(preparation, workload, options));
      gate.checked("prepare()", prepared, isObject(prepared), "a prepared workload");
      return watched(gate, prepared, {
        create(context) {
          const simulator = new WatchedSimulator(context.simulator, gate);
          const running = gate.enter("create()", () => prepared.create({ ...context, simulator }));
          return watched(gate, gate.checked("create()", running, isObject(running), "a running workload"));
        },
      });
    },
  } as Partial<AnyWorkloadModel>);
}

const operations = ["compute", "issue", "settle", "step"];

function watchedLoop(loop: TrainingLoop, gate: Gate): TrainingLoop {
  const expected = "commands: yield layer.forward.compute(), …";
  return watched(gate, loop, {
    *run(context): Generator<LoopCommand> {
      const commands = gate.enter("run()", () => loop.run(context));
      const isList = isObject(commands) && typeof commands[Symbol.iterator] === "function";
      const iterator = gate.checked("run()", commands, isList, expected)[Symbol.iterator]();
      for (;;) {
        const { done, value } = gate.enter("run()", () => iterator.next());
        if (done === true) return;
        const isCommand = isObject(value) && operations.includes(value.op);
        yield gate.checked("run()", value as LoopCommand, isCommand, expected);
      }
    },
  });
}

function watchedCollective(algorithm: CollectiveAlgorithm, gate: Gate): CollectiveAlgorithm {
  const reason = (hook: string, answer: string | undefined) =>
    gate.checked(hook, answer, answer === undefined || typeof answer === "string", "a clause, or nothing");
  const { refuses, incomplete } = algorithm;
  return watched(gate, algorithm, {
    refuses:
      refuses &&
      ((use) =>
        reason(
          "refuses()",
          gate.enter("refuses()", () => refuses.call(algorithm, use)),
        )),
    incomplete:
      incomplete &&
      ((use) =>
        reason(
          "incomplete()",
          gate.enter("incomplete()", () => incomplete.call(algorithm, use)),
        )),
    plan: (task) =>
      watchedPlan(
        gate,
        gate.enter("plan()", () => algorithm.plan(task)),
        task,
      ),
  });
}

function watchedPlan(gate: Gate, plan: CollectivePlan, task: CollectiveTask): CollectivePlan {
  const isPlan = isObject(plan) && (plan.form === "steps" || plan.form === "graph");
  gate.checked("plan()", plan, isPlan, 'a plan: { form: "steps", … } or { form: "graph", … }');
  if (plan.form === "graph") {
    return watched(gate, plan, {
      operations(position) {
        const list = gate.enter("operations()", () => plan.operations(position));
        return gate.checked("operations()", list, Array.isArray(list), "a list of operations");
      },
    });
  }
  for (const count of ["sends", "parallelism"] as const)
    gate.checked(
      "plan()",
      plan[count],
      Number.isInteger(plan[count]) && plan[count] >= 0,
      `a whole number as \`${count}\``,
    );
  return watchedSteps(gate, plan, task);
}

function watchedSteps(gate: Gate, plan: StepPlan, { npus }: CollectiveTask): StepPlan {
  const position = (hook: "destination" | "source") => (from: number, step: number) => {
    const found = gate.enter(`${hook}()`, () => plan[hook](from, step));
    const isPosition = Number.isInteger(found) && found >= 0 && found < npus;
    return gate.checked(`${hook}()`, found, isPosition, `a position, 0 to ${npus - 1}`);
  };
  return watched(gate, plan, {
    destination: position("destination"),
    source: position("source"),
    bytes(step) {
      const bytes = gate.enter("bytes()", () => plan.bytes(step));
      return gate.checked("bytes()", bytes, isAmount(bytes), "bytes, 0 or more");
    },
  });
}

function watchedComputeModel(model: ComputeModel, gate: Gate): ComputeModel {
  return watched(gate, model, {
    create(options) {
      const timer = gate.enter("create()", () => model.create(options));
      const isTimer = isObject(timer) && typeof timer.time === "function";
      gate.checked("create()", timer, isTimer, "{ time(operation) }");
      return {
        time(operation) {
          const time = gate.enter("time()", () => timer.time(operation));
          return gate.checked("time()", time, isAmount(time), "ns, 0 or more");
        },
      };
    },
  });
}

function recognizes(format: WorkloadFormat | TopologyFormat, gate: Gate, text: string): boolean {
  const answer = gate.enter("recognizes()", () => format.recognizes(text));
  return gate.checked("recognizes()", answer, typeof answer === "boolean", "true or false");
}

function watchedTopologyFormat(format: TopologyFormat, gate: Gate): TopologyFormat {
  return watched(gate, format, {
    recognizes: (text) => recognizes(format, gate, text),
    read(text, context, options) {
      const machine = gate.enter("read()", () => format.read(text, context, options));
      const graph: unknown = isObject(machine) ? machine.graph : undefined;
      const isMachine = isObject(graph) && Array.isArray(graph.nodes) && Array.isArray(graph.links);
      return gate.checked("read()", machine, isMachine, "a machine: { graph: { nodes, links } }");
    },
  });
}

function watchedWorkloadFormat(format: WorkloadFormat, gate: Gate): WorkloadFormat {
  return watched(gate, format, {
    recognizes: (text) => recognizes(format, gate, text),
    read(text, context) {
      const workload = gate.enter("read()", () => format.read(text, context));
      const isWorkload = isObject(workload) && typeof workload.kind === "string";
      return gate.checked(
        "read()",
        workload,
        isWorkload,
        'a workload: { kind: "layers", trainingLoop, layers }',
      );
    },
  });
}

function watchedReporter(reporter: Reporter, gate: Gate): Reporter {
  const isFile = (file: unknown): boolean =>
    isObject(file) &&
    typeof file.path === "string" &&
    (typeof file.content === "string" || file.content instanceof Uint8Array);
  return watched(gate, reporter, {
    report(input) {
      const files = gate.enter("report()", () => reporter.report(input));
      const isList = Array.isArray(files) && files.every(isFile);
      return gate.checked("report()", files, isList, "a list of files: [{ path, content }]");
    },
  });
}
