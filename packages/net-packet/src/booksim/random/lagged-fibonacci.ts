const longLag = 100;
const shortLag = 37;
/** Of so many successive terms the first `longLag` are used: the generator's recommended quality. */
const termsPerRound = 1009;
const separation = 70;
const integerModulus = 2 ** 30;

/** One of the two sequences: how it is seeded, and how a term follows from the terms 100 and 37 before it. */
interface Sequence {
  readonly create: (length: number) => Int32Array | Float64Array;
  /** The first element of the preparation buffer. */
  readonly first: (seed: number) => number;
  /** The next element of the preparation buffer: a cyclic shift. */
  readonly shift: (element: number) => number;
  readonly ulp: number;
  /** The term that follows from an old and a newer one. */
  readonly combine: (old: number, newer: number) => number;
}

const integers: Sequence = {
  create: (length) => new Int32Array(length),
  first: (seed) => (seed + 2) & (integerModulus - 2),
  shift: (element) => {
    const doubled = element * 2;
    return doubled >= integerModulus ? doubled - (integerModulus - 2) : doubled;
  },
  ulp: 1,
  combine: (old, newer) => (old - newer) & (integerModulus - 1),
};

const fractionUlp = 2 ** -52;
const fractions: Sequence = {
  create: (length) => new Float64Array(length),
  first: (seed) => 2 * fractionUlp * (seed + 2),
  shift: (element) => {
    const doubled = element + element;
    return doubled >= 1 ? doubled - (1 - 2 * fractionUlp) : doubled;
  },
  ulp: fractionUlp,
  combine: (old, newer) => {
    const sum = old + newer;
    return sum >= 1 ? sum - 1 : sum;
  },
};

/**
 * Knuth's lagged Fibonacci generator (The Art of Computer Programming, volume 2, 3rd edition, 9th printing, section 3.6), which BookSim draws from. Integers
 * and fractions are two sequences, seeded alike and drawn from independently.
 */
export class LaggedFibonacci {
  #integers!: LaggedSequence;
  #fractions!: LaggedSequence;

  /** Without a seed: Knuth's own for those who give none. */
  constructor(seed = 314_159) {
    this.restart(seed);
  }

  restart(seed: number): void {
    this.#integers = new IntegerSequence(seed);
    this.#fractions = new FractionSequence(seed);
  }

  /** A whole number from 0 to `most`. */
  upTo(most: number): number {
    return this.#integers.next() % (most + 1);
  }

  /** A number from 0, less than 1. */
  fraction(): number {
    return this.#fractions.next();
  }
}

abstract class LaggedSequence {
  protected readonly terms: Int32Array | Float64Array;
  #used = 0;

  constructor(sequence: Sequence, seed: number) {
    this.terms = seededTerms(sequence, seed & (integerModulus - 1));
    for (let round = 0; round < 10; round++) this.#advance(2 * longLag - 1);
  }

  next(): number {
    if (this.#used === longLag) {
      this.#advance(termsPerRound);
      this.#used = 0;
    }
    return this.terms[this.#used++]!;
  }

  /** Replaces the next 100 terms by those that come so many later. */
  #advance(by: number): void {
    const { terms } = this;
    this.replace(by);
    // Replaced one by one around a ring: back to an array that begins with the next term.
    const begin = by % longLag;
    const oldest = terms.slice(0, begin);
    terms.copyWithin(0, begin);
    terms.set(oldest, longLag - begin);
  }

  /** Puts each new term in the place of the one 100 before it, so many times. One loop for each sequence, as it is what drawing costs. */
  protected abstract replace(count: number): void;
}

class IntegerSequence extends LaggedSequence {
  constructor(seed: number) {
    super(integers, seed);
  }

  protected replace(count: number): void {
    const { terms } = this;
    for (let term = 0, place = 0, short = longLag - shortLag; term < count; term++) {
      terms[place] = (terms[place]! - terms[short]!) & (integerModulus - 1);
      if (++place === longLag) place = 0;
      if (++short === longLag) short = 0;
    }
  }
}

class FractionSequence extends LaggedSequence {
  constructor(seed: number) {
    super(fractions, seed);
  }

  protected replace(count: number): void {
    const { terms } = this;
    for (let term = 0, place = 0, short = longLag - shortLag; term < count; term++) {
      const sum = terms[place]! + terms[short]!;
      terms[place] = sum >= 1 ? sum - 1 : sum;
      if (++place === longLag) place = 0;
      if (++short === longLag) short = 0;
    }
  }
}

/** The first terms of the stream that belongs to a seed: a power of z modulo the recurrence's polynomial, by squaring. */
function seededTerms(sequence: Sequence, seed: number): Int32Array | Float64Array {
  const { combine } = sequence;
  const buffer = sequence.create(2 * longLag);
  let element = sequence.first(seed);
  for (let index = 0; index < longLag; index++) {
    buffer[index] = element;
    element = sequence.shift(element);
  }
  buffer[1] = buffer[1]! + sequence.ulp;
  let bits = seed;
  let left = separation - 1;
  while (left > 0) {
    squared(buffer, combine);
    if (bits % 2 === 1) timesZ(buffer, combine);
    if (bits > 0) bits >>= 1;
    else left--;
  }
  const terms = sequence.create(longLag);
  terms.set(buffer.subarray(0, shortLag), longLag - shortLag);
  terms.set(buffer.subarray(shortLag, longLag), 0);
  return terms;
}

function squared(buffer: Int32Array | Float64Array, combine: Sequence["combine"]): void {
  for (let index = longLag - 1; index > 0; index--) {
    buffer[2 * index] = buffer[index]!;
    buffer[2 * index - 1] = 0;
  }
  for (let index = 2 * longLag - 2; index >= longLag; index--) {
    const nearer = index - (longLag - shortLag);
    buffer[nearer] = combine(buffer[nearer]!, buffer[index]!);
    buffer[index - longLag] = combine(buffer[index - longLag]!, buffer[index]!);
  }
}

function timesZ(buffer: Int32Array | Float64Array, combine: Sequence["combine"]): void {
  buffer.copyWithin(1, 0, longLag);
  buffer[0] = buffer[longLag]!;
  buffer[shortLag] = combine(buffer[shortLag]!, buffer[longLag]!);
}
