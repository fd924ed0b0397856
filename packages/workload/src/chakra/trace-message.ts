import type { NodeId } from "@astra-ts/core";
import type { AttributeKind } from "./attribute-kinds.js";

/** An attribute as it is written: a value of the kind named. Whole numbers may be numbers or bigints. */
export interface TraceAttribute {
  readonly name: string;
  readonly kind: AttributeKind;
  readonly value:
    | number
    | bigint
    | boolean
    | string
    | Uint8Array
    | readonly (number | bigint | boolean | string | Uint8Array)[];
}

/** A node of a trace in the schema 0.0.4, as it is written. */
export interface TraceMessage {
  readonly id: NodeId;
  readonly name: string;
  /** Number of its type, such as 4 for compute. */
  readonly type: number;
  readonly controlDependencies?: readonly NodeId[];
  readonly dataDependencies?: readonly NodeId[];
  /** Whole microseconds. */
  readonly durationMicros?: number;
  readonly inputValues?: string;
  readonly attributes: readonly TraceAttribute[];
}
