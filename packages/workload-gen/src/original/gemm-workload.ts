import {
  AstraError,
  type ComputeTimer,
  didYouMean,
  type Layer,
  type LayerPass,
  type LayerWorkload,
} from "@astra-ts/core";
import { divisors } from "../plan/divide.js";
import type { GemmLayer } from "./gemm-file.js";
import { customizedStrategy, type PackagedNpus, type Strategy, strategies } from "./strategies.js";

/** What the original's `gen_astrasim_workload_input.py` is asked for. */
export interface GemmWorkloadRequest {
  readonly layers: readonly GemmLayer[];
  /** DATA, MODEL, HYBRID_DATA_MODEL, HYBRID_MODEL_DATA, or HYBRID_CUSTOMIZED (each layer's fifth column). */
  readonly strategy: string;
  readonly npus: number;
  /** Packages that the NPUs are divided among; must divide `npus`. */
  readonly packages: number;
  readonly bytesPerElement: number;
  readonly compute: ComputeTimer;
  /** File of the layers, for messages. */
  readonly file?: string;
}

/** What the generator makes of a file of GEMMs. */
export interface GemmWorkload {
  readonly workload: LayerWorkload;
  /** Sizes that do not divide and were truncated, as the original does. */
  readonly warnings: readonly string[];
}

/** The original writes this update time whatever the layer. */
const updateTime = 100;

/**
 * The workload of the original's generator: communication and weight-gradient columns equal to its files. Its forward and input-gradient columns repeat the
 * weight-gradient cycles, which is a bug of its own; ours hold the times of their own products.
 */
export function gemmWorkload(request: GemmWorkloadRequest): GemmWorkload {
  const { npus, packages, strategy, file } = request;
  for (const [field, value] of Object.entries({ npus, packages })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new AstraError("INVALID_VALUE", {
      field,
      problem: "bad count",
      found: value,
      expected: "a whole number above 0",
    });
  }
  if (npus % packages !== 0) {
    throw new AstraError("INVALID_VALUE", {
      field: "packages",
      problem: `${npus} NPUs cannot be divided evenly among ${packages} packages`,
      hint: `Packages must divide the NPUs: ${divisors(npus).join(", ")}.`,
    });
  }
  const machine = { npus, packages, npusPerPackage: npus / packages };
  const warnings: string[] = [];
  const known = [...Object.keys(strategies), customizedStrategy];
  if (!known.includes(strategy)) throw unknownStrategy(strategy, known, {});
  const layers = request.layers.map((layer): Layer => {
    const own = strategy === customizedStrategy ? layer.parallelism : strategy;
    const where = { file, line: layer.line, field: "column 5 (parallelism)" };
    if (own === undefined) {
      throw new AstraError("MISSING_VALUE", {
        ...where,
        problem: `${customizedStrategy} needs a strategy for every layer`,
      });
    }
    const rules = Object.hasOwn(strategies, own) ? strategies[own] : undefined;
    if (rules === undefined) throw unknownStrategy(own, Object.keys(strategies), where);
    return layerOf(layer, own, rules, machine, request, warnings);
  });
  return { workload: { kind: "layers", trainingLoop: strategy, layers }, warnings };
}

function layerOf(
  layer: GemmLayer,
  name: string,
  rules: Strategy,
  machine: PackagedNpus,
  { compute, bytesPerElement, file }: GemmWorkloadRequest,
  warnings: string[],
): Layer {
  const parts = rules.cut(machine);
  const cut = (dimension: "m" | "n"): number => {
    const whole = layer[dimension];
    const share = Math.trunc(whole / parts[dimension]);
    if (share === 0) {
      throw new AstraError("INVALID_VALUE", {
        file,
        line: layer.line,
        field: dimension,
        problem: `${name} divides ${dimension} = ${whole} of layer ${layer.name} among ${parts[dimension]} NPUs or packages, which leaves nothing for each`,
        hint: `Use at most ${whole}, or a larger layer.`,
      });
    }
    if (share * parts[dimension] !== whole) {
      warnings.push(
        `layer ${layer.name}: ${dimension} = ${whole} is no multiple of ${parts[dimension]}; ${share} each leave ${whole - share * parts[dimension]} out, as the original's generator does`,
      );
    }
    return share;
  };
  const m = cut("m");
  const n = cut("n");
  const { k } = layer;
  const pass = (rows: number, columns: number, inner: number, rule: Strategy["forward"]): LayerPass => {
    const time = compute.time({
      kind: "gemm",
      m: rows,
      n: columns,
      k: inner,
      bytesPerElement,
      label: layer.name,
    });
    const sent = rule?.(layer, machine, bytesPerElement);
    return { compute: Math.round(time), communication: sent?.kind ?? null, bytes: sent?.bytes ?? 0 };
  };
  return {
    name: layer.name,
    forward: pass(m, n, k, rules.forward),
    inputGradient: pass(m, k, n, rules.inputGradient),
    weightGradient: pass(k, n, m, rules.weightGradient),
    updateTime,
    parallelism: name,
  };
}

function unknownStrategy(
  found: string,
  known: string[],
  where: { file?: string; line?: number; field?: string },
): AstraError {
  return new AstraError("UNKNOWN_NAME", {
    ...where,
    problem: "unknown parallelization strategy",
    found,
    expected: `one of ${known.join(", ")}`,
    hint: didYouMean(found, known),
  });
}
