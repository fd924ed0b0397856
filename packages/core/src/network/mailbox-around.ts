import type { Mailbox } from "./mailbox.js";

/** A mailbox around another, whose messages go and come by `ways`. */
export function mailboxAround(mailbox: Mailbox, ways: Pick<Mailbox, "send" | "receive">): Mailbox {
  return {
    ...ways,
    get bytesSent() {
      return mailbox.bytesSent;
    },
    get messages() {
      return mailbox.messages;
    },
    pending: () => mailbox.pending(),
  };
}
