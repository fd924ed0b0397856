import type { CollectiveKind } from "../../collective/kind.js";
import type {
  LoopContext,
  LoopLayer,
  LoopParameter,
  LoopPass,
  PassKind,
} from "../../workload/training-loop.js";
import type { Layer } from "../../workload/workload.js";
import { deepFrozen } from "../checks/options-checks.js";

/** A made-up model of so many layers; every pass computes and communicates. */
export function testLayers(count: number): readonly Layer[] {
  const pass = (compute: number, communication: CollectiveKind, bytes: number) => ({
    compute,
    communication,
    bytes,
  });
  return deepFrozen(
    Array.from(
      { length: count },
      (_, index): Layer => ({
        name: `layer ${index}`,
        forward: pass(100 + index, "all-gather", 1024),
        inputGradient: pass(200 + index, "all-reduce", 2048),
        weightGradient: pass(300 + index, "all-reduce", 4096),
        updateTime: 10,
        parallelism: "DATA",
      }),
    ),
  );
}

/** What a training loop is given for these layers. `read` is told of each extra fact that the loop looks at. */
export function loopContext(layers: readonly Layer[], read: (parameter: LoopParameter) => void): LoopContext {
  return {
    layers: layers.map((layer, index) => loopLayer(layer, index, read)),
    get lastBottomLayer() {
      read("lastBottomLayer");
      return Math.floor(layers.length / 2) - 1;
    },
    step: () => ({ op: "step" }),
  };
}

function loopLayer(layer: Layer, index: number, read: (parameter: LoopParameter) => void): LoopLayer {
  return {
    index,
    name: layer.name,
    forward: loopPass(layer, index, "forward"),
    inputGradient: loopPass(layer, index, "inputGradient"),
    weightGradient: loopPass(layer, index, "weightGradient"),
    get isCheckpoint() {
      read("checkpoints");
      return index % 2 === 0;
    },
    get startsRecompute() {
      read("checkpoints");
      return index % 2 === 1;
    },
  };
}

function loopPass(source: Layer, layer: number, pass: PassKind): LoopPass {
  const { compute: duration, communication } = source[pass];
  return {
    duration,
    communication,
    compute: () => ({ op: "compute", layer, pass }),
    issue: (options) => ({ op: "issue", layer, pass, wait: false, priority: options?.priority ?? "policy" }),
    issueAndWait: () => ({ op: "issue", layer, pass, wait: true, priority: "policy" }),
    settled: () => ({ op: "settle", layer, pass }),
  };
}
