import type { RunObserver } from "../observe/run-event.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Mailbox } from "./mailbox.js";
import { mailboxAround } from "./mailbox-around.js";
import type { MessageEnvelope } from "./message.js";

/** A mailbox whose messages an observer is told of. A run that nobody observes has none around its own, and pays nothing. */
export function observedMailbox(mailbox: Mailbox, simulator: Simulator, observer: RunObserver): Mailbox {
  // The sender's object changes as soon as the call has returned.
  const teller =
    ({ bytes, tag }: MessageEnvelope) =>
    (kind: "message-sent" | "message-delivered" | "message-matched", rank: number, peer: number) =>
      observer({ kind, time: simulator.now, rank, peer, bytes, tag });
  return mailboxAround(mailbox, {
    send(message, sent) {
      const { source, destination } = message;
      const tell = teller(message);
      tell("message-sent", source, destination);
      mailbox.send(message, () => {
        tell("message-delivered", destination, source);
        sent?.();
      });
    },
    receive(message, received) {
      const { source, destination } = message;
      const tell = teller(message);
      mailbox.receive(message, () => {
        tell("message-matched", destination, source);
        received();
      });
    },
  });
}
