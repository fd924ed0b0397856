/** What the shell writes to standard error where it cannot begin. */
export const keeperFailed = "no folder with FIFOs could be made";

/**
 * What stands between this process and a program that it runs: a shell that makes the two FIFOs, starts the program between them, says how it ended, and takes everything down
 * when this process is gone, however that ended. Parameters: a folder to make, the program, its parameters.
 *
 * Standard input is the lifeline: nothing is ever written to it, and it ends with this process. A byte that no line has (BEL) in the answers every two seconds lets a reader that
 * waits for an answer look at its watch; one byte is written whole, so that it may stand anywhere, in the middle of a line too.
 */
export const keeperScript = `
home=$1
shift
umask 077
mkdir "$home" && mkfifo "$home/requests" "$home/answers" || { echo "${keeperFailed}" >&2; rm -rf "$home"; exit 1; }
exec 3<&0
( read -r nothing <&3; rm -rf "$home"; kill -KILL 0 ) &
exec 4>"$home/answers"
echo ready >&4
( "$@" <"$home/requests" >&4 3<&- 4>&-; echo "exited $?" >&4 ) &
while sleep 2 3<&- 4>&-; do printf '\\007' >&4; done
`;
