/** What went wrong, in the reader's words: what the backend says in its language, or that the line is down. */
import type { CombinedError } from "urql";

import { useWords } from "../words";

interface Answered {
  userErrors: readonly { message: string }[];
}

export function Problem({ of, error }: { of?: Answered | null; error?: CombinedError }) {
  const { errors } = useWords();
  const told = of?.userErrors.map(({ message }) => message) ?? [];
  if (error) told.push(error.graphQLErrors[0]?.message ?? errors.line);
  return (
    <p role="alert" className="problem">
      {told.join(" ")}
    </p>
  );
}
