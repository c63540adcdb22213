import { useQuery } from "urql";

import { graphql } from "../graphql";
import { useWords } from "../words";

const NEWS = graphql(/* GraphQL */ `
  query News {
    me { id benefits(rewards: false, unseen: true) { id } }
  }
`);

/** A dot on the tab of the benefits, as long as there is one that the member has not noticed. */
export function NewsDot() {
  const [{ data }] = useQuery({ query: NEWS });
  const { benefits } = useWords();
  if (!data?.me?.benefits?.length) return null;
  return (
    <span className="news">
      <span className="hidden">{benefits.news}</span>
    </span>
  );
}
