/** Kinds of attribute value, by the number of their field in the schema 0.0.4. Each is followed by its list. */
export const attributeKinds = {
  3: "double_val",
  4: "double_list",
  5: "float_val",
  6: "float_list",
  7: "int32_val",
  8: "int32_list",
  9: "int64_val",
  10: "int64_list",
  11: "uint32_val",
  12: "uint32_list",
  13: "uint64_val",
  14: "uint64_list",
  15: "sint32_val",
  16: "sint32_list",
  17: "sint64_val",
  18: "sint64_list",
  19: "fixed32_val",
  20: "fixed32_list",
  21: "fixed64_val",
  22: "fixed64_list",
  23: "sfixed32_val",
  24: "sfixed32_list",
  25: "sfixed64_val",
  26: "sfixed64_list",
  27: "bool_val",
  28: "bool_list",
  29: "string_val",
  30: "string_list",
  31: "bytes_val",
  32: "bytes_list",
} as const;

/** Name of a kind. */
export type AttributeKind = (typeof attributeKinds)[keyof typeof attributeKinds];

/** Attributes that a graph is made of. Their places in this list are their numbers. */
export const attributeNames = [
  "is_cpu_op",
  "comm_type",
  "comm_size",
  "comm_src",
  "comm_dst",
  "comm_tag",
  "comm_priority",
  "involved_dim",
  "pg_name",
  "num_ops",
  "tensor_size",
  "inputs",
  "outputs",
  "runtime",
  // Our own: exact times, what a node keeps busy, and the algorithm and the root of a collective.
  "duration_ns",
  "resource",
  "algorithm",
  "root_rank",
] as const;

/** One of these attributes. */
export type AttributeName = (typeof attributeNames)[number];

/** Attributes that tools write for other readers: of PyTorch's traces, of STAGE's, of collectives as traces. */
export const otherAttributes: ReadonlySet<string> = new Set([
  "fw_parent",
  "rf_id",
  "seq_id",
  "scope",
  "tid",
  "fw_tid",
  "stream",
  "op_schema",
  "kernel_backend",
  "kernel_file",
  "op_type",
  "comm_group",
  "tensor_loc",
]);
