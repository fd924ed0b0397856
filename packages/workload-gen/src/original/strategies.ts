import type { CollectiveKind } from "@astra-ts/core";

/** Sizes of a layer's product: rows of inputs, output width, input width. */
export interface LayerSize {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** The machine as the original's generator sees it. */
export interface PackagedNpus {
  /** NPUs in all. */
  readonly npus: number;
  readonly packages: number;
  readonly npusPerPackage: number;
}

export interface StrategyCommunication {
  readonly kind: CollectiveKind;
  /** Bytes, truncated to a whole number. */
  readonly bytes: number;
}

/** How a strategy cuts a layer, and what it sends. */
export interface Strategy {
  /** Into how many parts the rows (m) and the output width (n) are cut. */
  readonly cut: (machine: PackagedNpus) => { readonly m: number; readonly n: number };
  readonly forward?: CommunicationRule;
  readonly inputGradient?: CommunicationRule;
  readonly weightGradient?: CommunicationRule;
}

type CommunicationRule = (
  layer: LayerSize,
  machine: PackagedNpus,
  bytesPerElement: number,
) => StrategyCommunication;

/** All-gather of the outputs: each NPU holds its share of the m x n outputs. */
const gatherOutputs: CommunicationRule = ({ m, n }, { npus }, size) => ({
  kind: "all-gather",
  bytes: Math.trunc((m * n * size) / npus),
});

const scatterInputGradient =
  (parts: (machine: PackagedNpus) => number): CommunicationRule =>
  ({ m, k }, machine, size) => ({
    kind: "reduce-scatter",
    bytes: Math.trunc((m * k * size) / parts(machine)),
  });

const reduceWeights =
  (parts: (machine: PackagedNpus) => number): CommunicationRule =>
  ({ n, k }, machine, size) => ({ kind: "all-reduce", bytes: Math.trunc((n * k * size) / parts(machine)) });

/** The strategies of the original's generator, by name: communication columns and cuts equal to its own. */
export const strategies: Readonly<Record<string, Strategy>> = {
  DATA: {
    cut: ({ npus }) => ({ m: npus, n: 1 }),
    weightGradient: reduceWeights(() => 1),
  },
  MODEL: {
    cut: ({ npus }) => ({ m: 1, n: npus }),
    forward: gatherOutputs,
    inputGradient: scatterInputGradient(() => 1),
  },
  HYBRID_DATA_MODEL: {
    cut: ({ packages, npusPerPackage }) => ({ m: packages, n: npusPerPackage }),
    forward: gatherOutputs,
    inputGradient: scatterInputGradient(({ packages }) => packages),
    weightGradient: reduceWeights(({ npusPerPackage }) => npusPerPackage),
  },
  HYBRID_MODEL_DATA: {
    cut: ({ packages, npusPerPackage }) => ({ m: npusPerPackage, n: packages }),
    forward: gatherOutputs,
    inputGradient: scatterInputGradient(({ npusPerPackage }) => npusPerPackage),
    weightGradient: reduceWeights(({ packages }) => packages),
  },
};

/** The name under which each layer brings its own strategy. */
export const customizedStrategy = "HYBRID_CUSTOMIZED";
