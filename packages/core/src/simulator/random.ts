/** A seeded source of randomness; the only one a plugin may use. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [0, bound). */
  integer(bound: number): number;
}

/** xorshift128 (Marsaglia 2003), seeded through splitmix32: small, fast, the same numbers on every machine. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const mix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let x = mix();
  let y = mix();
  let z = mix();
  let w = mix() | 1;
  const bits = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };
  const next = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  return { next, integer: (bound) => Math.floor(next() * bound) };
}
