-- tokens of the original database open nothing in its copy
DELETE FROM restapi_token;
UPDATE res_users SET restapi_epoch = coalesce(restapi_epoch, 0) + 1;
