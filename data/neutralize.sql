-- tokens of the original database open nothing in its copy
DELETE FROM restapi_token;
DELETE FROM restapi_oauth1_temporary;
-- nor does the copy do what waited in the original
UPDATE restapi_job SET state = 'cancelled', ended = now() AT TIME ZONE 'utc'
 WHERE state IN ('queued', 'running');
-- nor tells it others of what becomes of it
UPDATE restapi_webhook SET active = false;
DELETE FROM restapi_webhook_delivery WHERE state = 'waiting';
UPDATE res_users SET restapi_epoch = coalesce(restapi_epoch, 0) + 1;
