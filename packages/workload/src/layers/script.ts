import {
  AstraError,
  type LayerWorkload,
  type LoopCommand,
  type LoopLayer,
  type LoopPass,
  type PassKind,
  type TrainingLoop,
} from "@astra-ts/core";
import { passIndex } from "./pass-index.js";

/** Codes of the commands of a {@link Script}. */
export const operation = {
  compute: 0,
  issue: 1,
  issueFirst: 2,
  issueAndWait: 3,
  settle: 4,
  step: 5,
} as const;

/** One pass of a training loop, written out. Every rank follows the same script with a position of its own. */
export interface Script {
  readonly operations: Uint8Array;
  /** Layer and pass of each command, as `passIndex` numbers them; 0 for a step. */
  readonly passes: Int32Array;
  /** The pass closes with a step, which leads to the next one. That step is not among the operations. */
  readonly closingStep: boolean;
}

/** More commands than any pass has: a loop that comes this far never ends. */
const longestScript = 5_000_000;

/** Runs a training loop once and writes down its commands. */
export function writeScript(loop: TrainingLoop, workload: LayerWorkload): Script {
  const operations: number[] = [];
  const passes: number[] = [];
  const context = {
    layers: workload.layers.map((_, index) => loopLayer(workload, index)),
    lastBottomLayer: workload.lastBottomLayer ?? -1,
    step: () => stepCommand,
  };
  for (const command of loop.run(context)) {
    operations.push(operationOf(command, loop));
    passes.push(command.op === "step" ? 0 : passIndex(command.layer, command.pass));
    if (operations.length > longestScript) {
      throw new AstraError("UNSUPPORTED", {
        problem: `the training loop ${loop.name} does not come to the end of a pass`,
        found: `${longestScript} commands`,
        expected: "a list of commands that ends",
      });
    }
  }
  const closingStep = operations.at(-1) === operation.step;
  if (closingStep) {
    operations.pop();
    passes.pop();
  }
  return { operations: Uint8Array.from(operations), passes: Int32Array.from(passes), closingStep };
}

const stepCommand: LoopCommand = { op: "step" };

function operationOf(command: LoopCommand, loop: TrainingLoop): number {
  switch (command.op) {
    case "compute":
      return operation.compute;
    case "issue":
      if (command.wait) return operation.issueAndWait;
      return command.priority === "highest" ? operation.issueFirst : operation.issue;
    case "settle":
      return operation.settle;
    case "step":
      return operation.step;
    default:
      throw new AstraError("CONTRACT_BROKEN", {
        problem: `the training loop ${loop.name} yields something that is no command`,
        found: command,
        expected: "what a method of a layer's pass or step() returns",
      });
  }
}

function loopLayer(workload: LayerWorkload, index: number): LoopLayer {
  const layer = workload.layers[index];
  return {
    index,
    name: layer.name,
    forward: loopPass(workload, index, "forward"),
    inputGradient: loopPass(workload, index, "inputGradient"),
    weightGradient: loopPass(workload, index, "weightGradient"),
    isCheckpoint: workload.checkpoints?.includes(index) ?? false,
    startsRecompute: workload.checkpointInitiators?.includes(index) ?? false,
  };
}

function loopPass(workload: LayerWorkload, layer: number, pass: PassKind): LoopPass {
  const { compute: duration, communication } = workload.layers[layer][pass];
  return {
    duration,
    communication,
    compute: () => ({ op: "compute", layer, pass }),
    issue: (options) => ({
      op: "issue",
      layer,
      pass,
      wait: false,
      priority: options?.priority ?? "policy",
    }),
    issueAndWait: () => ({ op: "issue", layer, pass, wait: true, priority: "policy" }),
    settled: () => ({ op: "settle", layer, pass }),
  };
}
