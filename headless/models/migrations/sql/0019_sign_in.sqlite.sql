ALTER TABLE merchant ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE merchant ADD COLUMN member_may TEXT NOT NULL DEFAULT '["CLAIM"]';
ALTER TABLE merchant ADD COLUMN oidc_issuer TEXT;
ALTER TABLE merchant ADD COLUMN oidc_audience TEXT;
ALTER TABLE merchant ADD COLUMN oidc_claim TEXT;
ALTER TABLE merchant ADD COLUMN oidc_lookup TEXT;
ALTER TABLE merchant ADD COLUMN oidc_jwks TEXT;
CREATE UNIQUE INDEX merchant_oidc ON merchant (oidc_issuer, oidc_audience) WHERE oidc_issuer IS NOT NULL;
