// Sources of time and randomness that a model must leave alone: a run has to depend on its inputs and its seed only.
declare const performance: { now(): number };

/** Runs `body` and lists what it asked of the surroundings: `Math.random()`, `Date.now()` … The surroundings answer as ever. */
export function ambientUse(body: () => void): string[] {
  const used = new Set<string>();
  const restores = [
    watch(Math, "random", () => used.add("Math.random()")),
    watch(Date, "now", () => used.add("Date.now()")),
    watch(performance, "now", () => used.add("performance.now()")),
    watchDate(() => used.add("new Date()")),
  ];
  try {
    body();
  } finally {
    for (const restore of restores.reverse()) restore();
  }
  return [...used];
}

function watch<Key extends string>(
  owner: Record<Key, () => number>,
  key: Key,
  called: () => void,
): () => void {
  const original = owner[key];
  owner[key] = () => {
    called();
    return original.call(owner);
  };
  return () => {
    owner[key] = original;
  };
}

function watchDate(called: () => void): () => void {
  const original = globalThis.Date;
  globalThis.Date = new Proxy(original, {
    construct(target, parameters) {
      if (parameters.length === 0) called();
      return Reflect.construct(target, parameters) as Date;
    },
  });
  return () => {
    globalThis.Date = original;
  };
}
