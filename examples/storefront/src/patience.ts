/** Asks again what a rate limit has refused, after the time that the refusal names. Until then the page stays as it is. */
import type { Exchange, Operation, OperationResult } from "urql";
import { filter, makeSubject, merge, pipe, tap } from "wonka";

/** Longer waits are told to the reader, and so is the refusal of what was not a query: nothing of it was done. */
const MOST_SECONDS = 60;
const JITTER_MS = 500;

export const patience: Exchange = ({ forward }) => {
  const waiting = new Map<number, ReturnType<typeof setTimeout>>();
  const again = makeSubject<Operation>();

  function forget({ key }: Operation): void {
    clearTimeout(waiting.get(key));
    waiting.delete(key);
  }

  function isFinal(result: OperationResult): boolean {
    const { operation } = result;
    const seconds = secondsToWait(result);
    if (operation.kind !== "query" || seconds === null || seconds > MOST_SECONDS) return true;
    forget(operation);
    waiting.set(operation.key, setTimeout(() => again.next(operation), seconds * 1000 + Math.random() * JITTER_MS));
    return false;
  }

  // what is asked once more, or is no longer shown, need not be asked again
  return (operations) => pipe(merge([pipe(operations, tap(forget)), again.source]), forward, filter(isFinal));
};

/** Return after how many seconds a refusal by a rate limit may be tried again, or null for any other result. */
export function secondsToWait({ error }: OperationResult): number | null {
  const response = error?.response as Response | undefined;
  if (response?.status !== 429) return null;
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) ? Math.max(1, seconds) : 1;
}
