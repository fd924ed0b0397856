import { elementsOf } from "../graph/model-graph.js";
import {
  attention,
  convolution,
  copied,
  einsum,
  elements,
  elementWise,
  linear,
  lookup,
  matmul,
  matrices,
  normalised,
  nothing,
  type OperatorView,
  type Rule,
  recurrent,
  reduced,
  softmax,
  view,
} from "../graph/rules.js";

const ofSides = (of: OperatorView, name: string, fallback: number): readonly number[] => {
  const sides = of.input(1).length - 2;
  const given = of.numbers(name, []);
  if (given.length === sides) return given;
  return Array<number>(sides).fill(given[0] ?? fallback);
};

const conv =
  (transposed?: boolean): Rule =>
  (of) => {
    const isTransposed = transposed ?? of.number("transposed", 0) === 1;
    const filter = of.input(1).slice(2);
    const isSame = of.text("padding") === "same";
    return convolution(of, {
      groups: of.number("groups", 1),
      isTransposed,
      strides: ofSides(of, "stride", 1),
      padding: isSame ? filter.map((side) => (side - 1) / 2) : ofSides(of, "padding", 0),
      dilations: ofSides(of, "dilation", 1),
    });
  };

const sdpa: Rule = (of) =>
  attention(
    [0, 1, 2].map((index) => of.input(index)),
    of.number("is_causal", 0) === 1,
  );

/** Projections, attention and output of `nn.MultiheadAttention` as one operator. */
const wholeAttention: Rule = (of) => {
  const [batch = 1, length = 1, width = 1] = of.input(0);
  const heads = of.number("num_head", 1);
  const shape = [batch, heads, length, width / heads];
  const project = (columns: number) =>
    ({
      kind: "product",
      batch: 1,
      rows: batch * length,
      columns,
      inner: width,
      isWeighted: true,
      hasBias: true,
    }) as const;
  return [project(3 * width), ...attention([shape, shape, shape], false), project(width)];
};

const listed = (of: OperatorView): readonly number[] => of.numbers("tensor inputs", []);

const trailing =
  (name: string) =>
  (of: OperatorView): number =>
    elementsOf(of.numbers(name, []));

/** Outside training, drop-out gives what it gets. */
const dropout: Rule = (of) =>
  of.number("train", of.number("training", 0)) === 1 ? elementWise("dropout", 2)(of) : "view";

const pool: Rule = (of) => [elements(elementsOf(of.input(0)), 1, 1, "pool")];

const named = (names: string, rule: Rule): [string, Rule][] =>
  names.split(" ").map((name) => [`aten.${name}`, rule]);
const simple = (names: string, operations: number): [string, Rule][] =>
  names.split(" ").map((name) => [`aten.${name}`, elementWise(name, operations)]);

/** Operators of ATen, before and after their decomposition, without overload and without the underscore of those that work in place. */
export const atenRules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...named("linear", linear(0, 1, 2)),
  ...named("addmm addbmm baddbmm addmv", matrices(1)),
  ...named("mm bmm mv dot inner", matrices(0)),
  ...named("matmul __matmul__ linalg_matmul", matmul),
  ...named("einsum", (of) => einsum(of, of.text("equation") ?? "", listed(of))),
  ...named("conv1d conv2d conv3d", conv(false)),
  ...named("conv_transpose1d conv_transpose2d conv_transpose3d", conv(true)),
  ...named("convolution _convolution", conv()),
  ...named(
    "scaled_dot_product_attention _scaled_dot_product_flash_attention _scaled_dot_product_flash_attention_for_cpu _scaled_dot_product_efficient_attention _scaled_dot_product_cudnn_attention _scaled_dot_product_attention_math",
    sdpa,
  ),
  ...named("_native_multi_head_attention", wholeAttention),
  ...named("embedding embedding_bag _embedding_bag _embedding_bag_forward_only", lookup(0, 1)),
  ...named("layer_norm native_layer_norm", normalised("layer", trailing("normalized_shape"))),
  ...named("rms_norm _fused_rms_norm", normalised("rms", trailing("normalized_shape"))),
  ...named(
    "group_norm",
    normalised("layer", (of) => elementsOf(of.input(0).slice(1)) / of.number("num_groups", 1)),
  ),
  ...named(
    "native_group_norm",
    normalised("layer", (of) => elementsOf(of.input(0).slice(1)) / of.number("group", 1)),
  ),
  ...named(
    "batch_norm native_batch_norm _native_batch_norm_legit _native_batch_norm_legit_no_training _batch_norm_impl_index cudnn_batch_norm",
    normalised("batch", (of) => of.input(0)[1] ?? 1),
  ),
  ...named(
    "instance_norm",
    normalised("layer", (of) => elementsOf(of.input(0).slice(2))),
  ),
  ...named("softmax _softmax _safe_softmax log_softmax _log_softmax special_softmax", softmax("dim", -1)),
  ...named(
    "lstm gru rnn_tanh rnn_relu lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell _thnn_fused_lstm_cell",
    recurrent,
  ),
  ...named("dropout native_dropout feature_dropout alpha_dropout", dropout),
  ...named(
    "max_pool1d max_pool2d max_pool3d max_pool2d_with_indices avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d _adaptive_avg_pool2d adaptive_max_pool2d",
    pool,
  ),
  ...named(
    "mean sum amax amin max min var std var_mean norm linalg_vector_norm argmax argmin cumsum any all logsumexp prod sort topk count_nonzero cross_entropy_loss nll_loss nll_loss_forward mse_loss",
    reduced("reduce"),
  ),
  ...simple(
    "add sub rsub subtract mul multiply neg abs relu relu6 clamp clamp_min clamp_max clip maximum minimum where masked_fill leaky_relu threshold square sign floor ceil round trunc diff hardtanh prelu addcmul addcdiv lerp fill positive",
    1,
  ),
  ...simple(
    "eq ne lt le gt ge logical_and logical_or logical_not logical_xor bitwise_and bitwise_or bitwise_not bitwise_xor __and__ __or__ __xor__ isnan isinf isfinite remainder fmod floor_divide nan_to_num bitwise_left_shift bitwise_right_shift __lshift__ __rshift__",
    1,
  ),
  ...simple(
    "div divide true_divide sqrt rsqrt reciprocal pow exp exp2 expm1 log log2 log1p sin cos tan atan atan2",
    1,
  ),
  ...simple(
    "sigmoid tanh hardsigmoid hardswish erf silu softplus elu selu celu mish glu log_sigmoid logsigmoid softsign logit",
    4,
  ),
  ...simple("gelu", 10),
  ...named(
    "view reshape _unsafe_view view_as reshape_as _reshape_alias transpose permute t numpy_T mT adjoint unsqueeze squeeze expand expand_as slice select split split_with_sizes chunk tensor_split unbind flatten unflatten alias detach contiguous to _to_copy type_as lift_fresh lift_fresh_copy movedim moveaxis swapaxes swapdims narrow broadcast_to as_strided float half double view_as_real view_as_complex real imag conj _conj resolve_conj",
    view,
  ),
  ...named(
    "clone copy cat concat concatenate stack hstack vstack index index_select index_put index_add gather scatter scatter_add scatter_reduce slice_scatter select_scatter repeat repeat_interleave tile pad constant_pad_nd reflection_pad1d reflection_pad2d replication_pad2d roll flip upsample_nearest2d upsample_bilinear2d upsample_bicubic2d upsample_nearest1d _upsample_bicubic2d_aa _upsample_bilinear2d_aa interpolate pixel_shuffle pixel_unshuffle channel_shuffle tril triu masked_select take take_along_dim one_hot bucketize searchsorted im2col col2im unfold grid_sampler grid_sampler_2d rot90 complex nonzero",
    copied,
  ),
  ...named(
    "arange full zeros ones empty new_zeros new_ones new_full new_empty zeros_like ones_like full_like empty_like rand rand_like randn randn_like randint scalar_tensor tensor linspace eye tril_indices triu_indices meshgrid item _local_scalar_dense sym_size sym_numel sym_stride size numel _assert_tensor_metadata _assert_async _assert_scalar sym_constrain_range sym_constrain_range_for_size is_nonzero bernoulli empty_permuted zero",
    nothing,
  ),
]);
