// A page as a TypeScript application writes it: if this compiles, the generated types say what the schema says.
import { graphql } from "./generated";
import type { MemberPageQuery, MemberPageQueryVariables } from "./generated/graphql";
import type { DocumentTypeDecoration } from "@graphql-typed-document-node/core";

const page = graphql(`
  query MemberPage($number: String!, $first: Int) {
    member(by: { number: $number }) {
      id
      name
      birthday
      status
      tier { code name attributes }
      asset(kind: "points") { available entries(first: $first) { edges { node { type amount expiresAt } } totalCount } }
    }
  }
`);
const spend = graphql(`
  mutation Spend($input: AssetSpendInput!) {
    assetSpend(input: $input) { userErrors { __typename code message ... on InsufficientBalance { available required } } }
  }
`);
const watch = graphql(`
  subscription Watch($by: MemberLookup!) { memberChanged(by: $by) { member { id } event { type } changes { kind text } } }
`);

declare function ask<Result, Variables>(document: DocumentTypeDecoration<Result, Variables>, variables: Variables): Promise<Result>;

export async function draw(): Promise<string> {
  const variables: MemberPageQueryVariables = { number: "4711", first: 10 };
  const { member }: MemberPageQuery = await ask(page, variables);
  // @ts-expect-error a member may be absent
  member.id;
  const amounts: string[] = (member?.asset?.entries?.edges ?? []).map(({ node }) => node.amount);
  const { assetSpend } = await ask(spend, {
    input: { member: { number: "4711" }, kind: "points", amount: "10", reason: "a mug", idempotencyKey: "mug-1" },
  });
  for (const error of assetSpend?.userErrors ?? []) {
    if (error.__typename === "InsufficientBalance") amounts.push(error.required);
  }
  // @ts-expect-error a member is found by one thing alone
  await ask(watch, { by: { number: "4711", externalId: "1023" } });
  const changed = await ask(watch, { by: { number: "4711" } });
  return [member?.name ?? "", changed.memberChanged?.event?.type ?? "", ...amounts].join();
}
