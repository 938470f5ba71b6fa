-- tokens of the original database open nothing in its copy
DELETE FROM restapi_token;
DELETE FROM restapi_oauth1_temporary;
UPDATE res_users SET restapi_epoch = coalesce(restapi_epoch, 0) + 1;
