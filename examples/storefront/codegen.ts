import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: ["src/**/*.{ts,tsx}", "!src/graphql/**"],
  generates: {
    "src/graphql/": { preset: "client", presetConfig: { fragmentMasking: false } },
  },
  config: {
    enumsAsTypes: true,
    useTypeImports: true,
    scalars: { Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown" },
  },
};

export default config;
