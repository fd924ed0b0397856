import { AstraError, isAstraError } from "../errors/astra-error.js";
import { pluginFailed } from "../errors/plugin-failed.js";
import { isObject } from "../schema/shape-of-value.js";

/** Errors that a plugin only let through: they were thrown in what it had been given to call. */
const passedOn = new WeakSet<object>();

/** Runs what a plugin was given to call: an error from in there is not the plugin's own, whatever it passes through on its way. */
export function beyondPlugin<Value>(action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (isObject(error)) passedOn.add(error);
    throw error;
  }
}

/** Where all calls of one entry pass: what goes wrong in them names the plugin, the entry and the hook. */
export class Gate {
  /** `the network backend "loggp" of the plugin "astra-ts-loggp"`. */
  readonly who: string;

  constructor(who: string) {
    this.who = who;
  }

  /** Calls a hook (`send()`). Throws PLUGIN_FAILED where it throws, CONTRACT_BROKEN where it answers with a promise; errors of our own class stay what they are. */
  enter<Value>(hook: string, action: () => Value): Value {
    let value: Value;
    try {
      value = action();
    } catch (error) {
      throw this.#blamed(hook, error);
    }
    this.#refusePromise(hook, value);
    return value;
  }

  /** What a hook answers. Throws as `enter` does, and CONTRACT_BROKEN for an answer that is not right. */
  ask<Value>(
    hook: string,
    action: () => Value,
    isRight: (answer: unknown) => boolean,
    expected: string,
  ): Value {
    const answer = this.enter(hook, action);
    return this.checked(hook, answer, isRight(answer), expected);
  }

  /** A method of an object whose answers are checked as by `ask`; undefined where the object has none of the name. */
  asking<Value extends object, Name extends keyof Value & string>(
    value: Value,
    name: Name,
    isRight: (answer: unknown) => boolean,
    expected: string,
  ): Value[Name] {
    const method = value[name];
    if (typeof method !== "function") return method;
    const hook = `${name}()`;
    // As `ask`, without a closure for each call: plans and networks are asked millions of times.
    const asking = (...parameters: unknown[]): unknown => {
      let answer: unknown;
      try {
        answer = Reflect.apply(method, value, parameters);
      } catch (error) {
        throw this.#blamed(hook, error);
      }
      this.#refusePromise(hook, answer);
      return this.checked(hook, answer, isRight(answer), expected);
    };
    return asking as Value[Name];
  }

  /** The error of a hook that did or answered what it may not. */
  broken(hook: string, problem: string, found?: unknown, expected?: string, hint?: string): AstraError {
    return new AstraError("CONTRACT_BROKEN", {
      problem: `${this.who} ${problem} in ${hook}`,
      found,
      expected,
      hint,
    });
  }

  /** `value`, which a hook answered, if `isRight`. Throws CONTRACT_BROKEN else. */
  checked<Value>(hook: string, value: Value, isRight: boolean, expected: string): Value {
    if (isRight) return value;
    throw this.broken(hook, "gave a wrong answer", told(value), expected);
  }

  #refusePromise(hook: string, value: unknown): void {
    if (!isPromise(value)) return;
    // Nobody waits for it, so nobody would hear of its failure.
    value.then(undefined, () => undefined);
    throw this.broken(
      hook,
      "answered with a promise",
      undefined,
      "an answer at once: the interface is synchronous",
    );
  }

  #blamed(hook: string, error: unknown): unknown {
    if (isAstraError(error) || (isObject(error) && passedOn.has(error))) return error;
    return pluginFailed(`${this.who} threw an error in ${hook}`, error);
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof value.then === "function";
}

/** What a message can show of a value: nothing is missing where there is nothing. */
function told(value: unknown): unknown {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  return value;
}
