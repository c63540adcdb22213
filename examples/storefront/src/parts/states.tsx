/** What a page shows while it has nothing to show. */
import type { CombinedError } from "urql";

import { useWords } from "../words";

export function Waiting() {
  const { app } = useWords();
  return (
    <div className="waiting" role="status" aria-label={app.loading}>
      <span className="bone tall" />
      <span className="bone" />
      <span className="bone short" />
    </div>
  );
}

export function Trouble({ error, again }: { error: CombinedError; again: () => void }) {
  const { errors } = useWords();
  return (
    <div className="card trouble" role="alert">
      <p className="strong">{errors.title}</p>
      <p className="quiet">{error.graphQLErrors[0]?.message ?? errors.line}</p>
      <button type="button" className="button" onClick={again}>
        {errors.again}
      </button>
    </div>
  );
}
