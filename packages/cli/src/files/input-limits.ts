const mebibyte = 2 ** 20;

/**
 * Largest inputs that are read, in bytes, by what reading them costs: YAML takes up to 200 bytes of memory for each of its own, words in a table 30, JSON 10. What is larger
 * would fill the memory of Node before it could be refused for anything else.
 */
export const inputLimits = {
  yaml: 8 * mebibyte,
  text: 64 * mebibyte,
  json: 256 * mebibyte,
  /** Models of other tools, whose weights are passed over. */
  model: 2048 * mebibyte - 1,
  /** Results that we saved ourselves; Node has no longer texts. */
  saved: 512 * mebibyte - 64,
} as const;
