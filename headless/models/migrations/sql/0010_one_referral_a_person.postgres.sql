UPDATE event SET subject = first.referred
FROM (
    SELECT merchant_id, min(id) AS id, (data::json ->> 'referred') AS referred FROM event
    WHERE type = 'referral.joined' AND status <> 2 GROUP BY merchant_id, (data::json ->> 'referred')
) first
WHERE event.merchant_id = first.merchant_id AND event.id = first.id AND event.subject IS NULL;
