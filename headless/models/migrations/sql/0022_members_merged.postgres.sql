ALTER TABLE event ADD COLUMN origin_member_id BIGINT;
CREATE INDEX member_merged ON member (merchant_id, merged_into) WHERE merged_into IS NOT NULL;
