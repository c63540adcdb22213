import { graphql } from "../graphql";
import type { ConditionFragment } from "../graphql/graphql";
import { useWords } from "../words";
import { Bar } from "./bar";
import { Icon } from "./icons";

export const CONDITION = graphql(/* GraphQL */ `
  fragment Condition on Clause {
    mode
    met
    fraction
    text
  }
`);

interface Tree extends ConditionFragment {
  clauses?: readonly Tree[];
}

/** A condition with the member's values: what is met, and how near the rest is. */
export function ClauseTree({ clause }: { clause: Tree }) {
  const { why } = useWords();
  const parts = clause.clauses ?? [];
  if (parts.length > 0)
    return (
      <ul className="clauses">
        {parts.map((part) => (
          <li key={part.text}>
            <ClauseTree clause={part} />
          </li>
        ))}
      </ul>
    );
  return (
    <div className={clause.met ? "clause met" : "clause"}>
      <span className="mark">
        <Icon name={clause.met ? "check" : "clock"} size={16} />
        <span className="hidden">{clause.met ? why.met : why.unmet}</span>
      </span>
      <div>
        <p className="sentence">{clause.text}</p>
        {!clause.met && <Bar fraction={clause.fraction} label={clause.text} />}
      </div>
    </div>
  );
}
