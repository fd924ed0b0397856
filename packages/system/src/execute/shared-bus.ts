import type { Agenda, DataPath } from "@astra-ts/core";

/** Parameters of a LogGP bus (Alexandrov et al., 1995). Times in ns, `gapPerByte` in ns per byte. */
export interface BusParameters {
  readonly latency: number;
  readonly overhead: number;
  readonly gap: number;
  readonly gapPerByte: number;
  /** ns to reduce 100 bytes. */
  readonly localReductionDelay: number;
}

/** G of the inner bus between an NPU's cores and its side of the shared bus, ns per byte: fixed in ASTRA-sim. */
const innerGapPerByte = 0.0038;
/** Transfers that one side may send in a row while the other has something to send. */
const longestBurst = 8;
/** ns that a reduction takes whatever its size. */
const reductionSetup = 50;

interface BusTransfer {
  readonly bytes: number;
  /** Still to be reduced on arrival. */
  reduces: boolean;
  /** To be sent back on arrival. */
  returns: boolean;
  readonly done: () => void;
}

type SideState = "free" | "sending" | "receiving";

/** One end of a half-duplex LogGP bus: sends, receives and reductions, each first in first out. */
class BusSide {
  partner: BusSide = this;
  readonly #rank: number;
  readonly #agenda: Agenda;
  readonly #now: () => number;
  readonly #parameters: BusParameters;
  /** Bus that data crosses before it leaves this side and after it has arrived. */
  readonly #inner: SharedBus | undefined;
  readonly #sends: BusTransfer[] = [];
  readonly #receives: BusTransfer[] = [];
  readonly #reductions: BusTransfer[] = [];
  #reducing = false;
  #state: SideState = "free";
  #previous: SideState = "free";
  #lastEnd = 0;
  #burst = 0;

  constructor(
    rank: number,
    agenda: Agenda,
    now: () => number,
    parameters: BusParameters,
    inner: SharedBus | undefined,
  ) {
    this.#rank = rank;
    this.#agenda = agenda;
    this.#now = now;
    this.#parameters = parameters;
    this.#inner = inner;
  }

  /** Move `bytes` to the other side (and back, where `returns`); `done` when they have settled. */
  request(bytes: number, reduces: boolean, returns: boolean, done: () => void): void {
    const transfer: BusTransfer = { bytes, reduces, returns, done };
    if (this.#inner === undefined) this.#queueSend(transfer);
    else this.#inner.outer.request(bytes, false, false, () => this.#queueSend(transfer));
  }

  #queueSend(transfer: BusTransfer): void {
    this.#sends.push(transfer);
    this.#goOn();
  }

  #goOn(): void {
    if (this.#state !== "free" || this.#sends.length === 0) return;
    const { partner } = this;
    if (this.#burst > longestBurst && partner.#sends.length > 0 && partner.#burst <= longestBurst) {
      partner.#goOn();
      return;
    }
    const { overhead, gap, gapPerByte } = this.#parameters;
    const sinceLast = this.#now() - this.#lastEnd;
    const mustWait = this.#previous === "sending" && overhead + sinceLast <= gap;
    const offset = mustWait ? gap - sinceLast : overhead;
    const transfer = this.#sends.shift()!;
    const duration = offset + (transfer.bytes - 1) * gapPerByte;
    partner.#startReceiving(transfer, duration);
    this.#state = "sending";
    this.#agenda.after(this.#rank, Math.max(Math.trunc(duration), 0), () => this.#endSending());
  }

  #startReceiving(transfer: BusTransfer, sending: number): void {
    const { latency, overhead } = this.#parameters;
    this.#receives.push(transfer);
    this.#previous = this.#state;
    this.#state = "receiving";
    this.#burst = 0;
    this.#agenda.after(this.#rank, Math.max(Math.trunc(sending + latency + overhead), 0), () =>
      this.#endReceiving(),
    );
  }

  #endSending(): void {
    this.#lastEnd = this.#now();
    this.#previous = this.#state;
    this.#state = "free";
    this.#burst++;
    this.#goOn();
  }

  #endReceiving(): void {
    this.#lastEnd = this.#now();
    this.#previous = this.#state;
    if (this.#receives.length < 2) this.#state = "free";
    const transfer = this.#receives.shift()!;
    if (transfer.reduces) {
      transfer.reduces = false;
      this.#crossInner(transfer, true, () => this.#queueReduction(transfer));
    } else {
      this.#passOn(transfer);
    }
    this.#goOn();
  }

  #queueReduction(transfer: BusTransfer): void {
    this.#reductions.push(transfer);
    this.#startReduction();
    this.#goOn();
  }

  #startReduction(): void {
    const transfer = this.#reductions[0];
    if (this.#reducing || transfer === undefined) return;
    this.#reducing = true;
    const duration = Math.floor(transfer.bytes / 100) * this.#parameters.localReductionDelay + reductionSetup;
    this.#agenda.after(this.#rank, duration, () => {
      this.#reducing = false;
      this.#passOn(this.#reductions.shift()!);
      this.#startReduction();
      this.#goOn();
    });
  }

  /** What has arrived and is reduced goes back, or has settled. */
  #passOn(transfer: BusTransfer): void {
    if (transfer.returns) {
      transfer.returns = false;
      this.#crossInner(transfer, true, () => this.#queueSend(transfer));
    } else {
      this.#crossInner(transfer, false, transfer.done);
    }
  }

  #crossInner(transfer: BusTransfer, returns: boolean, then: () => void): void {
    if (this.#inner === undefined) then();
    else this.#inner.npu.request(transfer.bytes, false, returns, then);
  }
}

/** A LogGP bus of one NPU: the NPU's side and the outer side, towards memory or network. */
export class SharedBus {
  readonly npu: BusSide;
  readonly outer: BusSide;

  constructor(rank: number, agenda: Agenda, now: () => number, parameters: BusParameters, isInner = false) {
    const inner = isInner
      ? undefined
      : new SharedBus(rank, agenda, now, { ...parameters, gapPerByte: innerGapPerByte }, true);
    this.npu = new BusSide(rank, agenda, now, parameters, inner);
    this.outer = new BusSide(rank, agenda, now, parameters, undefined);
    this.npu.partner = this.outer;
    this.outer.partner = this.npu;
  }

  /** Take a bundle of a collective along its path; `done` when it has settled. */
  pass(bytes: number, reduces: boolean, path: DataPath, done: () => void): void {
    if (path === "load") this.npu.request(bytes, reduces, false, done);
    else this.outer.request(bytes, reduces, path === "relay", done);
  }
}
