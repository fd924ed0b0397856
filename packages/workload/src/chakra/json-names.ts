import { type AttributeKind, attributeKinds } from "./attribute-kinds.js";
import { nodeTypes } from "./trace-node.js";

/** Names of node types, as protobuf's own JSON writes them. */
export const typeNames: Readonly<Record<string, number>> = {
  INVALID_NODE: nodeTypes.invalid,
  METADATA_NODE: nodeTypes.metadata,
  MEM_LOAD_NODE: nodeTypes.load,
  MEM_STORE_NODE: nodeTypes.store,
  COMP_NODE: nodeTypes.compute,
  COMM_SEND_NODE: nodeTypes.send,
  COMM_RECV_NODE: nodeTypes.receive,
  COMM_COLL_NODE: nodeTypes.collective,
};

/** A kind of attribute value as protobuf's own JSON writes it: `int64Val`. */
export function jsonOfKind(kind: AttributeKind): string {
  return kind.replace(/_([a-z])/, (_, letter: string) => letter.toUpperCase());
}

/** Kinds by these names. */
export const kindOfJson: ReadonlyMap<string, AttributeKind> = new Map(
  Object.values(attributeKinds).map((kind) => [jsonOfKind(kind), kind]),
);
