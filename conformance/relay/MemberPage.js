// A page as a Relay application writes it: each part names its own data. It is compiled, and never runs.
import { graphql } from "relay-runtime";

export const page = graphql`
  query MemberPageQuery($number: String!) {
    member(by: { number: $number }) {
      ...MemberPage_card
      ...MemberPage_statement @arguments(count: 10)
    }
  }
`;

export const card = graphql`
  fragment MemberPage_card on Member {
    name
    ...MemberPage_tier
    points: asset(kind: "points") {
      ...MemberPage_balance
    }
  }
`;

export const tier = graphql`
  fragment MemberPage_tier on Member {
    tier {
      name
      attributes
    }
    tierProgress {
      fraction
      text
      next {
        name
      }
    }
  }
`;

export const balance = graphql`
  fragment MemberPage_balance on Asset {
    available
    worth
    expiring(within: "90d") {
      on
      amount
    }
  }
`;

export const statement = graphql`
  fragment MemberPage_statement on Member
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "MemberPageStatementQuery") {
    asset(kind: "points") {
      entries(first: $count, after: $cursor, types: [GRANT]) @connection(key: "MemberPage_entries", filters: ["types"]) {
        edges {
          node {
            amount
            reason
            occurredAt
            event @include(if: true) {
              type
            }
          }
        }
      }
    }
  }
`;

export const watch = graphql`
  subscription MemberPageSubscription($number: String!) {
    memberChanged(by: { number: $number }) {
      member {
        ...MemberPage_card
      }
      changes {
        text
      }
    }
  }
`;

export const spend = graphql`
  mutation MemberPageSpendMutation($input: AssetSpendInput!) {
    assetSpend(input: $input) {
      member {
        ...MemberPage_card
      }
      userErrors {
        code
        message
        ... on InsufficientBalance {
          available
          required
        }
      }
    }
  }
`;
