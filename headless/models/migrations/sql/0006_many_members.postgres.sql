CREATE INDEX member_tag_member ON member_tag (merchant_id, member_id, tag_id, id);
