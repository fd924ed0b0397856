import { tooLarge } from "@astra-ts/core";
import { BookSimConfiguration } from "./configuration/configuration.js";
import type { BookSimValue } from "./configuration/parameters.js";
import { routerOptions } from "./configuration/router-options.js";
import { configuredNetwork } from "./configuration/topologies.js";
import { listOf, wholeOf } from "./configuration/values.js";
import { Measurement } from "./measurement.js";
import { LaggedFibonacci } from "./random/lagged-fibonacci.js";
import type { BookSimResult } from "./result.js";
import { RouterNetwork } from "./router/network.js";
import { createInjection } from "./traffic/injection.js";
import { createPattern } from "./traffic/patterns.js";
import { Sources } from "./traffic/sources.js";

/** How long a run takes and when it is given up. */
interface Schedule {
  readonly measuresLatency: boolean;
  readonly warmupPeriods: number;
  readonly samplePeriod: number;
  readonly mostSamples: number;
  readonly latencyThreshold: number;
  /** Greatest relative change from period to period of latency and of accepted rate: to end the warm-up, and the measurement. */
  readonly warmup: { readonly latency: number; readonly accepted: number };
  readonly stopping: { readonly latency: number; readonly accepted: number };
  readonly warningAfter: number;
}

/** Periods without a change that end the measurement. */
const steadyPeriods = 3;
/** Draws of nodes in all that a run may take. */
const mostNodeCycles = 1e12;
/** Draining cycles between looks at the latency. */
const drainLook = 1000;

/**
 * Runs synthetic traffic on the network and routers of a configuration, or of parameters by the names that they have there: warm-up, sample periods until figures are
 * steady, draining. The same configuration gives the same result, draw for draw that of the original. Throws UNKNOWN_KEY, INVALID_VALUE, UNKNOWN_NAME, UNSUPPORTED or
 * TOO_LARGE, naming the parameter.
 */
export function bookSimTraffic(
  configuration: BookSimConfiguration | Readonly<Record<string, BookSimValue>>,
): BookSimResult {
  if (configuration instanceof BookSimConfiguration) return new Simulation(configuration).run();
  const assigned = new BookSimConfiguration();
  for (const [name, value] of Object.entries(configuration)) assigned.assign(name, value);
  return new Simulation(assigned).run();
}

class Simulation {
  readonly #network: RouterNetwork;
  readonly #sources: Sources;
  readonly #measurement: Measurement;
  readonly #schedule: Schedule;
  #cycle = 0;
  #periods = 0;
  #warnings = 0;
  /** Cycles since a flit came out or a warning was given, while flits are inside. */
  #silence = 0;
  /** The figures at the end of the last period. */
  #atPeriodEnd: ReturnType<Measurement["result"]> | undefined;

  constructor(configuration: BookSimConfiguration) {
    const random = new LaggedFibonacci();
    const options = routerOptions(configuration);
    const { wired, makeRouting } = configuredNetwork(configuration);
    this.#network = new RouterNetwork(wired, options, random, makeRouting);
    this.#measurement = new Measurement(this.#network);
    this.#schedule = scheduleOf(configuration);
    const { nodes } = wired;
    checkLength(this.#schedule, nodes);
    const sizes = packetSizes(configuration, random);
    const load = configuration.number("injection_rate", 0);
    const rate = configuration.flag("injection_rate_uses_flits") ? load / sizes.mean : load;
    if (rate > 1) throw configuration.invalid("injection_rate", "at most one packet per node and cycle");
    const destination = createPattern(configuration.text("traffic"), {
      nodes,
      k: configuration.whole("k"),
      n: configuration.whole("n"),
      xr: configuration.whole("xr"),
      permutationSeed: configuration.whole("perm_seed"),
      random,
    });
    const bursts = {
      alpha: configuration.number("burst_alpha"),
      beta: configuration.number("burst_beta"),
      rate: configuration.number("burst_r1"),
    };
    const injection = createInjection(configuration.text("injection_process"), nodes, rate, bursts, random);
    random.restart(configuration.whole("seed"));
    this.#sources = new Sources(
      this.#network,
      {
        destination,
        injection,
        size: sizes.next,
        priority: options.priority,
        includeQueueing: configuration.whole("include_queuing") === 1,
        isRoutedAhead: options.routingDelay === 0,
      },
      this.#measurement,
    );
  }

  run(): BookSimResult {
    if (!this.#sample()) return this.#unfinished("unstable");
    const measurement = this.#measurement;
    measurement.phase = "draining";
    measurement.drainFrom = this.#cycle;
    if (this.#schedule.measuresLatency && !this.#drain()) return this.#unfinished("unstable");
    if (!this.#empty()) return this.#unfinished("deadlocked");
    return { status: "ok", ...measurement.result(measurement.drainFrom), ...this.#progress() };
  }

  /** Warm-up and measurement; false where the latency passed its threshold. */
  #sample(): boolean {
    const measurement = this.#measurement;
    const { warmupPeriods, samplePeriod, mostSamples, measuresLatency, latencyThreshold } = this.#schedule;
    let steady = 0;
    let latency = 0;
    let accepted = 0;
    let startsMeasurement = false;
    while (this.#periods < mostSamples && !(measurement.phase === "running" && steady >= steadyPeriods)) {
      const isWarmingUp = measurement.phase === "warming up";
      if (startsMeasurement || (isWarmingUp && this.#periods % 2 === 0)) measurement.clear(this.#cycle);
      startsMeasurement = false;
      for (let cycle = 0; cycle < samplePeriod; cycle++) this.#step();
      this.#atPeriodEnd = measurement.result(this.#cycle);
      const latencyNow = measurement.packetLatency.mean;
      const acceptedNow = measurement.acceptedRate(this.#cycle);
      const limits = isWarmingUp ? this.#schedule.warmup : this.#schedule.stopping;
      const isSteady =
        !(measuresLatency && changes(latency, latencyNow, limits.latency)) &&
        !changes(accepted, acceptedNow, limits.accepted);
      latency = latencyNow;
      accepted = acceptedNow;
      if (measuresLatency && this.#isTooLate(latencyThreshold)) {
        this.#periods++;
        return false;
      }
      if (isWarmingUp && (warmupPeriods > 0 ? this.#periods + 1 >= warmupPeriods : isSteady)) {
        startsMeasurement = true;
        measurement.phase = "running";
      } else if (!isWarmingUp) steady = isSteady ? steady + 1 : 0;
      this.#periods++;
    }
    return measurement.phase === "running";
  }

  #isTooLate(threshold: number): boolean {
    return threshold >= 0 && this.#measurement.meanLatencyNow(this.#cycle) > threshold;
  }

  /** Goes on, with injection, until all packets of the measurement are out; false where the latency passed its threshold. */
  #drain(): boolean {
    const measurement = this.#measurement;
    for (let steps = 1; !this.#isDrained(); steps++) {
      this.#step();
      if (steps % drainLook === 0 && this.#isTooLate(this.#schedule.latencyThreshold)) return false;
      if (this.#schedule.latencyThreshold < 0 && this.#isStuck()) return false;
    }
    return measurement.measuredInFlight === 0;
  }

  #isDrained(): boolean {
    const { measuredInFlight, drainFrom } = this.#measurement;
    return measuredInFlight === 0 && this.#sources.haveDrawnPast(drainFrom);
  }

  /** Without injection until nothing is left; false where it is stuck. */
  #empty(): boolean {
    while (this.#measurement.inFlight > 0 || !this.#network.isEmpty) {
      this.#step(false);
      if (this.#isStuck()) return false;
    }
    return true;
  }

  #isStuck(): boolean {
    return (
      this.#cycle - this.#network.shared.lastMove > this.#network.longestWait &&
      this.#measurement.inFlight > 0
    );
  }

  #step(draws = true): void {
    const cycle = this.#cycle;
    const network = this.#network;
    const measurement = this.#measurement;
    if (measurement.inFlight > 0 && this.#silence++ >= this.#schedule.warningAfter) {
      this.#silence = 0;
      this.#warnings++;
    }
    network.takeArrivals(cycle);
    if (draws) this.#sources.draw(cycle);
    this.#sources.send(cycle);
    for (const [index, flit] of network.received.entries()) {
      const node = network.receivers[index]!;
      network.returnCredit(node, network.shared.flits.vc[flit]!, cycle);
      measurement.received(flit, node, cycle);
      this.#silence = 0;
    }
    network.step(cycle);
    this.#cycle++;
  }

  #progress() {
    return { cycles: this.#cycle, samplePeriods: this.#periods, deadlockWarnings: this.#warnings };
  }

  #unfinished(status: "unstable" | "deadlocked"): BookSimResult {
    return { status, ...(this.#atPeriodEnd ?? this.#measurement.result(this.#cycle)), ...this.#progress() };
  }
}

/** Throws TOO_LARGE for a run that no one would wait for. */
function checkLength({ samplePeriod, mostSamples }: Schedule, nodes: number): void {
  const count = samplePeriod * mostSamples * nodes;
  if (count > mostNodeCycles)
    throw tooLarge({
      what: `draws of packets by ${nodes} nodes in ${samplePeriod * mostSamples} cycles`,
      count,
      field: "sample_period",
      expected: `at most ${mostNodeCycles} in all`,
    });
}

function changes(before: number, now: number, limit: number): boolean {
  return limit >= 0 && Math.abs((now - before) / now) > limit;
}

function scheduleOf(configuration: BookSimConfiguration): Schedule {
  return {
    measuresLatency: configuration.choice("sim_type", ["latency", "throughput"]) === "latency",
    warmupPeriods: configuration.whole("warmup_periods"),
    samplePeriod: configuration.whole("sample_period", 1),
    mostSamples: configuration.whole("max_samples", 1),
    latencyThreshold: configuration.number("latency_thres"),
    warmup: {
      latency: configuration.number("warmup_thres"),
      accepted: configuration.number("acc_warmup_thres"),
    },
    stopping: {
      latency: configuration.number("stopping_thres"),
      accepted: configuration.number("acc_stopping_thres"),
    },
    warningAfter: configuration.whole("deadlock_warn_timeout"),
  };
}

/** Sizes of packets in flits: one, or several with their shares. */
function packetSizes(configuration: BookSimConfiguration, random: LaggedFibonacci) {
  const inner = (text: string): string[] => listOf(text).flatMap((element) => listOf(element));
  const sizes = inner(configuration.text("packet_size")).map((text) => wholeOf(text, 1));
  if (sizes.length === 0 || sizes.some((size) => size < 1))
    throw configuration.invalid("packet_size", "whole numbers, 1 or more");
  const given = inner(configuration.text("packet_size_rate")).map((text) => wholeOf(text, 1));
  const shares = sizes.map((_, index) => given[index] ?? given.at(-1) ?? 1);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const mean = sizes.reduce((sum, size, index) => sum + size * shares[index]!, 0) / total;
  if (sizes.length === 1) return { mean, next: () => sizes[0]! };
  const next = (): number => {
    let draw = random.upTo(total - 1);
    for (const [index, share] of shares.entries()) {
      if (draw < share) return sizes[index]!;
      draw -= share;
    }
    return sizes.at(-1)!;
  };
  return { mean, next };
}
