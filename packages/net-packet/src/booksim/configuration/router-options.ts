import { type AllocatorChoice, allocatorKinds } from "../allocators/create.js";
import { priorityKinds, type RouterOptions } from "../router/shared.js";
import type { BookSimConfiguration } from "./configuration.js";
import type { BookSimParameter } from "./parameters.js";
import { callOf, wholeOf } from "./values.js";

const mostVcs = 256;
const longestDelay = 10_000;

/** How a configuration wants its routers. Throws INVALID_VALUE or UNKNOWN_NAME naming the parameter. */
export function routerOptions(configuration: BookSimConfiguration): RouterOptions {
  const vcs = configuration.whole("num_vcs", 1, mostVcs);
  const shared = configuration.whole("buf_size", -1, 1e7);
  const outputBuffer = configuration.whole("output_buffer_size", -1);
  const delay = (name: BookSimParameter, least = 0): number => configuration.whole(name, least, longestDelay);
  const inputSpeedup = configuration.whole("input_speedup", 1, vcs);
  return {
    vcs,
    vcBufferSize:
      shared > 0 ? Math.max(1, Math.floor(shared / vcs)) : configuration.whole("vc_buf_size", 1, 1e6),
    routingDelay: delay("routing_delay"),
    vcAllocDelay: delay("vc_alloc_delay", 1),
    swAllocDelay: delay("sw_alloc_delay", 1),
    switchDelay: delay("st_prepare_delay") + delay("st_final_delay"),
    creditDelay: delay("credit_delay"),
    vcAllocator: allocator(configuration, "vc_allocator"),
    swAllocator: allocator(configuration, "sw_allocator"),
    speculative: configuration.flag("speculative"),
    speculativeAllocator:
      configuration.text("spec_sw_allocator") === "prio"
        ? "prio"
        : allocator(configuration, "spec_sw_allocator"),
    speculateIfFree: configuration.flag("spec_check_elig"),
    speculateIfRoom: configuration.flag("spec_check_cred"),
    speculationYieldsToRequests: configuration.flag("spec_mask_by_reqs"),
    inputSpeedup,
    outputSpeedup: configuration.whole("output_speedup", 1, mostVcs),
    outputBufferSize: outputBuffer < 0 ? Number.POSITIVE_INFINITY : outputBuffer,
    internalSpeedup: configuration.number("internal_speedup", 1, 16),
    waitForTailCredit: configuration.flag("wait_for_tail_credit"),
    vcBusyWhenFull: configuration.flag("vc_busy_when_full"),
    vcPrioritizeEmpty: configuration.flag("vc_prioritize_empty"),
    vcShuffleRequests: configuration.flag("vc_shuffle_requests"),
    holdSwitch: configuration.flag("hold_switch_for_packet"),
    priority: configuration.choice("priority", priorityKinds),
  };
}

/** `islip`, or `islip(2)` with two iterations. The parameter `alloc_iters` reaches no allocator of the original. */
function allocator(configuration: BookSimConfiguration, name: BookSimParameter): AllocatorChoice {
  const call = callOf(configuration.text(name));
  const kind = configuration.choice(name, allocatorKinds, call.name);
  return { kind, iterations: Math.max(1, wholeOf(call.parameters[0], 1)) };
}
