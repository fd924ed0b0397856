/** One published measurement of a training step. What a source does not tell is absent or null. */
export interface PublishedRow {
  readonly id: string;
  readonly set: string;
  readonly source: Readonly<Record<string, unknown>>;
  readonly hardware: {
    readonly gpu: string;
    readonly gpus?: number | null;
    readonly gpus_per_node?: number | null;
    readonly nics_per_node?: number | null;
    /** Gb/s of one card. */
    readonly nic_gbps?: number | null;
    /** Gb/s of all cards of a node. */
    readonly inter_node_gbps?: number | null;
    readonly mem_GBps?: number | null;
  };
  readonly model: {
    readonly name: string;
    readonly kind?: string | null;
    readonly layers?: number | null;
    readonly hidden?: number | null;
    readonly heads?: number | null;
    readonly kv_heads?: number | null;
    readonly head_dim?: number | null;
    readonly ffn?: number | null;
    readonly vocab?: number | null;
    readonly seq?: number | null;
    readonly gated?: boolean | null;
    readonly experts?: unknown;
    readonly encoder_layers?: unknown;
  };
  readonly task?: string | null;
  readonly precision?: string | null;
  readonly parallelism?: {
    readonly tp?: number | null;
    readonly sp?: unknown;
    readonly pp?: number | null;
    readonly vpp?: number | null;
    readonly cp?: number | null;
    readonly zero_stage?: number | null;
    readonly fsdp?: unknown;
  } | null;
  readonly batch?: { readonly global_batch?: number | null; readonly micro_batch?: number | null } | null;
  readonly recompute?: unknown;
  readonly optimizer_sharding?: unknown;
  readonly overlap?: unknown;
  readonly software?: unknown;
  readonly result?: {
    readonly step_s?: number | null;
    readonly step_s_derived?: number | null;
    readonly tokens_per_s_per_gpu?: number | null;
    readonly mfu_pct?: number | null;
  } | null;
}
