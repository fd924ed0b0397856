const size = 312;
const middle = 156;

/**
 * The 64-bit Mersenne Twister (Matsumoto and Nishimura 2004), as std::mt19937_64, on 32-bit halves; and whole numbers from it as GCC's
 * std::uniform_int_distribution makes them (Lemire's multiplication method). gem5 draws its synthetic traffic so.
 */
export class MersenneTwister64 {
  readonly #high = new Uint32Array(size);
  readonly #low = new Uint32Array(size);
  #index = size;
  /** Halves of the number drawn last. */
  #drawnHigh = 0;
  #drawnLow = 0;

  constructor(seed = 5489) {
    this.#low[0] = seed >>> 0;
    this.#high[0] = Math.floor(seed / 4294967296) >>> 0;
    for (let i = 1; i < size; i++) {
      // 6364136223846793005 * (x ^ (x >> 62)) + i
      const high = this.#high[i - 1]!;
      const low = (this.#low[i - 1]! ^ (high >>> 30)) >>> 0;
      this.#multiply(high, low, 0x5851f42d, 0x4c957f2d);
      const sum = this.#drawnLow + i;
      this.#low[i] = sum >>> 0;
      this.#high[i] = (this.#drawnHigh + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    }
  }

  /** Uniform whole number in 0..`bound` - 1, for bounds up to 2^26. */
  below(bound: number): number {
    for (;;) {
      this.#draw();
      const lowProduct = this.#drawnLow * bound;
      const carry = Math.floor(lowProduct / 4294967296);
      const highProduct = this.#drawnHigh * bound + carry;
      const result = Math.floor(highProduct / 4294967296);
      // The lower 64 bits of the product are below `bound` only if their upper half is 0.
      const rest = highProduct - result * 4294967296;
      if (rest !== 0) return result;
      const restLow = lowProduct - carry * 4294967296;
      if (restLow >= bound) return result;
      const half = 4294967296 % bound;
      if (restLow >= (half * half) % bound) return result;
    }
  }

  #draw(): void {
    if (this.#index === size) this.#refill();
    const i = this.#index++;
    let high = this.#high[i]!;
    let low = this.#low[i]!;
    // x ^= (x >> 29) & 0x5555555555555555
    const shiftedLow = ((low >>> 29) | (high << 3)) & 0x55555555;
    const shiftedHigh = (high >>> 29) & 0x55555555;
    low ^= shiftedLow;
    high ^= shiftedHigh;
    // x ^= (x << 17) & 0x71d67fffeda60000
    const leftHigh = ((high << 17) | (low >>> 15)) & 0x71d67fff;
    const leftLow = (low << 17) & 0xeda60000;
    low ^= leftLow;
    high ^= leftHigh;
    // x ^= (x << 37) & 0xfff7eee000000000
    high ^= (low << 5) & 0xfff7eee0;
    // x ^= x >> 43
    low ^= high >>> 11;
    this.#drawnHigh = high >>> 0;
    this.#drawnLow = low >>> 0;
  }

  #refill(): void {
    const high = this.#high;
    const low = this.#low;
    for (let i = 0; i < size; i++) {
      const next = i + 1 === size ? 0 : i + 1;
      const far = i + middle < size ? i + middle : i + middle - size;
      // Upper 33 bits of x[i], lower 31 bits of x[i + 1].
      const mixedHigh = high[i]!;
      const mixedLow = (low[i]! & 0x80000000) | (low[next]! & 0x7fffffff);
      const odd = mixedLow & 1;
      let newLow = low[far]! ^ ((mixedLow >>> 1) | (mixedHigh << 31));
      let newHigh = high[far]! ^ (mixedHigh >>> 1);
      if (odd === 1) {
        newLow ^= 0xa96619e9;
        newHigh ^= 0xb5026f5a;
      }
      low[i] = newLow >>> 0;
      high[i] = newHigh >>> 0;
    }
    this.#index = 0;
  }

  /** (high, low) * (high2, low2) modulo 2^64, into the drawn halves. */
  #multiply(high: number, low: number, high2: number, low2: number): void {
    const low0 = low & 0xffff;
    const low1 = low >>> 16;
    const other0 = low2 & 0xffff;
    const other1 = low2 >>> 16;
    const p00 = low0 * other0;
    const p01 = low0 * other1;
    const p10 = low1 * other0;
    const middleSum = Math.floor(p00 / 65536) + (p01 % 65536) + (p10 % 65536);
    const carry = Math.floor(middleSum / 65536) + Math.floor(p01 / 65536) + Math.floor(p10 / 65536);
    this.#drawnLow = (((middleSum % 65536) * 65536 + (p00 & 0xffff)) | 0) >>> 0;
    this.#drawnHigh = (low1 * other1 + carry + Math.imul(high, low2) + Math.imul(low, high2)) >>> 0;
  }
}
