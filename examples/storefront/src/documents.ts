/** What several pages ask for. */
import { graphql } from "./graphql";

export const SHOP = graphql(/* GraphQL */ `
  query Shop {
    merchant { name currency timeZone now memberMay sandbox }
  }
`);

export const TIER_CARD = graphql(/* GraphQL */ `
  fragment TierCard on Member {
    id
    name
    externalId
    joinedAt
    tier { id name rank attributes }
    tierProgress { fraction text keepUntil next { id name } }
    standings { id until tier { id name } track { id code default } }
  }
`);

export const HOLDING = graphql(/* GraphQL */ `
  fragment Holding on Asset {
    id
    available
    pending
    held
    debt
    worth
    expiring(within: "90d") { on amount }
    kind { id code name decimals money }
  }
`);

export const TAGS = graphql(/* GraphQL */ `
  fragment Tags on Member {
    id
    tags { id tag { id code name } }
  }
`);

export const CHECK_INS = graphql(/* GraphQL */ `
  fragment CheckIns on Member {
    id
    streak: metric(name: "streak", args: { type: "checkin", period: "day" })
    checkIns: events(types: ["checkin"], first: 14) { edges { node { id occurredAt state } } }
  }
`);

export const LIVE_CHANGE = graphql(/* GraphQL */ `
  subscription LiveChange {
    memberChanged {
      member { id ...TierCard ...Tags assets { id ...Holding } }
      event { id type }
      changes { kind code text }
    }
  }
`);
