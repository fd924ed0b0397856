import type { NodeId } from "@astra-ts/core";
import { AttributeValues } from "./attribute-values.js";

/** Types of node, by their numbers in the schema 0.0.4. */
export const nodeTypes = {
  invalid: 0,
  metadata: 1,
  load: 2,
  store: 3,
  compute: 4,
  send: 5,
  receive: 6,
  collective: 7,
} as const;

/** A node of a trace, whatever version of the schema or form of file it stood in. The object serves node after node. */
export class TraceNode {
  id: NodeId = 0;
  name: string | undefined;
  /** From {@link nodeTypes}. */
  type = 0;
  /** Nodes that it depends on, in the order written. */
  readonly dataDependencies: NodeId[] = [];
  readonly controlDependencies: NodeId[] = [];
  /** Recorded time, ns; 0: none. */
  duration = 0;
  /** Values of the inputs, as one text. */
  inputValues = "";
  readonly attributes = new AttributeValues();

  /** Forgets everything. */
  clear(): void {
    this.id = 0;
    this.name = undefined;
    this.type = nodeTypes.invalid;
    this.dataDependencies.length = 0;
    this.controlDependencies.length = 0;
    this.duration = 0;
    this.inputValues = "";
    this.attributes.clear();
  }
}
