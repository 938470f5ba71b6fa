"""Which tests hold each finding of the red team, A1 to A37, and of the audits after."""

from importlib import import_module

from odoo.tests import BaseCase, tagged

# By finding: the tests of the request that was printed, and of its variations.
INDEX = {
    "A1 defaults in a context": [
        "test_reach.TestPaths.test_defaults_are_no_way_round_the_fields",
        "test_redteam_limits.TestDefaults.test_of_lines_and_scopes",
        "test_redteam_limits.TestDefaults.test_without_limits_they_are_scalars",
    ],
    "A2 expressions that try again": [
        "test_json.TestCost.test_number_of_calls_does_not_depend_on_the_size",
        "test_json.TestCost.test_literals_take_a_step_for_each_bracket_and_no_more",
        "test_redteam_cost.TestExpressions.test_no_text_takes_more_than_its_length",
        "test_redteam_cost.TestReaders.test_steps",
    ],
    "A3 memory of parsing": [
        "test_json.TestCost.test_memory_of_a_look_is_a_small_multiple_of_the_body",
        "test_redteam_cost.TestMemory.test_four_times_the_body_and_its_values",
    ],
    "A4 exponential answers": [
        "test_answer_size.TestRowsOfAnAnswer.test_exponential_answers_are_refused",
        "test_answer_size.TestRowsOfAnAnswer.test_bytes_are_counted_as_often_as_they_are_written",
        "test_redteam_answers.TestBounds.test_to_and_fro",
    ],
    "A5 secrets by a scope": [
        "test_reach.TestPowerfulModels.test_secrets_are_read_by_nobody",
        "test_redteam_powers.TestSecrets.test_by_no_path",
        "test_redteam_powers.TestSecrets.test_by_no_method",
    ],
    "A6 code by a scope": [
        "test_reach.TestPowerfulModels.test_scope_of_every_model_passes_them_over",
        "test_redteam_powers.TestCode.test_methods_change_no_powerful_model",
        "test_redteam_powers.TestCode.test_whatever_renders_templates",
        "test_redteam_powers.TestCode.test_attachments_are_no_pages",
        "test_redteam_powers.TestAccounts.test_users_of_a_company",
        "test_redteam_powers.TestAccounts.test_addresses_that_passwords_are_sent_to",
    ],
    "A7 a key lifts its own limits": [
        "test_reach.TestOwnModels.test_they_are_read_by_no_path",
        "test_reach.TestOwnModels.test_they_are_read_by_no_method",
        "test_reach.TestOwnModels.test_a_key_does_not_widen_itself",
    ],
    "A8 secrets of applications": [
        "test_redteam_answers.TestOwnModels.test_every_model_and_dialect",
    ],
    "A9 several lines of one model": [
        "test_grants.TestDomains.test_second_line_of_a_model_is_refused",
        "test_grants.TestDomains.test_line_of_a_model_replaces_that_of_every_model",
        "test_redteam_limits.TestLines.test_fields_and_records_of_a_line_hold_together",
    ],
    "A10 limits that fall away": [
        "test_redteam_limits.TestLines.test_deleted_field_is_not_all_fields",
        "test_redteam_limits.TestLines.test_cleared_methods_are_not_all_methods",
    ],
    "A11 the manager's power": [
        "test_powers.TestManager.test_credential_for_an_administrator_is_refused",
        "test_powers.TestManager.test_credential_of_an_administrator_is_out_of_reach",
        "test_powers.TestManager.test_archived_administrator_is_no_way_round",
    ],
    "A12 reports": [
        "test_reach.TestPaths.test_report_needs_all_fields",
        "test_redteam_limits.TestOtherModels.test_reports",
    ],
    "A13 options of a list": [
        "test_reach.TestPaths.test_options_of_a_list_search_no_hidden_lines",
        "test_redteam_limits.TestOracles.test_accounts_search_no_hidden_fields",
    ],
    "A14 search by names": [
        "test_reach.TestPaths.test_search_by_name_looks_into_no_hidden_field",
        "test_redteam_limits.TestOracles.test_accounts_search_no_hidden_fields",
    ],
    "A15 domains of methods": [
        "test_reach.TestPaths.test_operators_round_the_rules_are_in_no_argument",
        "test_redteam_limits.TestOracles.test_operators_that_step_round_rules",
    ],
    "A16 locks of others": [
        "test_turns.TestRightsBeforeLocks.test_user_without_the_right",
        "test_turns.TestRightsBeforeLocks.test_dialects_of_tokens",
        "test_turns.TestRightsBeforeLocks.test_ids_that_do_not_exist",
        "test_turns.TestBusy.test_one_deadline_for_all_locks",
    ],
    "A17 log in attempts": [
        "test_failures.TestFailures.test_log_ins_of_others_reset_nothing",
        "test_failures.TestFailures.test_dialects_and_spellings_count_together",
        "test_redteam_failures.TestAttempts.test_log_ins_between_reset_nothing",
        "test_redteam_failures.TestAttempts.test_every_kind_counts_for_the_address",
    ],
    "A18 properties": [
        "test_redteam_limits.TestOtherModels.test_properties",
    ],
    "A19 a device after the consent": [
        "test_oauth2.TestOtherGrants.test_device_after_the_consent_was_taken_back",
        "test_issued.TestIssued.test_what_ends_what",
        "test_powers.TestIssued.test_no_table_is_forgotten",
    ],
    "A20 lines on generic models": [
        "test_reach.TestPaths.test_attachments_of_hidden_models",
        "test_reach.TestPaths.test_inherited_fields_ask_for_the_parents_line",
        "test_redteam_limits.TestOtherModels.test_messages_and_files_of_hidden_models",
    ],
    "A21 mistakes are no errors of the server": [
        "test_bad_values.TestConditions.test_values_that_cannot_be_compared",
        "test_bad_values.TestConditions.test_context",
        "test_fuzz.TestFuzz.test_never_a_server_error",
        "test_redteam_answers.TestMistakes.test_conditions",
        "test_redteam_answers.TestMistakes.test_calls",
        "test_redteam_answers.TestMistakes.test_values",
    ],
    "A22 pages without a limit": [
        "test_answer_size.TestPageWithoutLimit.test_nothing_is_cut_silently",
        "test_redteam_answers.TestBounds.test_pages_without_a_limit",
    ],
    "A23 revoked while it waits": [
        "test_turns_verified.TestVerifiedAgain.test_user_is_archived",
        "test_turns_verified.TestVerifiedAgain.test_rest_key_is_archived",
        "test_turns_verified.TestVerifiedAgain.test_tokens_are_deleted",
        "test_turns_verified.TestVerifiedAgain.test_session_ends",
    ],
    "A24 unknown names": [
        "test_bad_values.TestWork.test_unknown_names",
        "test_bad_values.TestWork.test_elements_of_xml",
        "test_bad_input.TestBadQuery.test_too_many_fields",
    ],
    "A25 passwords in the log": [
        "test_log.TestLog.test_secrets_are_starred",
    ],
    "A26 records moved out of a line": [
        "test_grants.TestDomains.test_update_out_of_the_domain_is_refused",
        "test_redteam_limits.TestOracles.test_records_stay_in_the_line",
    ],
    "A27 order by hidden names": [
        "test_reach.TestPaths.test_order_by_a_hidden_model_is_refused",
        "test_reach_paths.TestSideWays.test_the_models_own_order_tells_nothing_hidden",
    ],
    "A28 the header Host": [
        "test_postman.TestPostman.test_address_is_the_servers_own",
    ],
    "A29 keys after a reset": [
        "test_powers.TestManager.test_keys_end_when_somebody_else_sets_the_password",
        "test_issued.TestIssued.test_what_ends_what",
    ],
    "A30 applications of others": [
        "test_redteam_answers.TestOwnModels.test_no_application_of_others_is_named",
        "test_redteam_answers.TestOwnModels.test_every_model_and_dialect",
    ],
    "A31 writers that wait": [
        "test_crowd.TestWaiters.test_waiters_are_few_and_hold_one_connection_each",
        "test_crowd.TestWaiters.test_two_hundred_writers",
        "test_crowd.TestWaiters.test_no_worse_than_those_of_odoo",
        "test_crowd.TestSmallPool.test_never_an_error_of_the_server",
        "test_connections.TestBorrowed.test_as_many_as_there_are_places",
    ],
    "A32 large bodies of strangers": [
        "test_body_size.TestStrangersBodies.test_large_body_without_a_credential_is_not_read",
        "test_body_size.TestStrangersBodies.test_large_body_with_a_wrong_credential_is_not_read",
        "test_json.TestShape.test_many_values_are_refused",
    ],
    "A33 whoever can write to Redis": [
        "test_redis.TestRedisIsNotTrusted.test_values_that_were_changed",
        "test_redis.TestRedisIsNotTrusted.test_value_under_another_key",
        "test_redis.TestRedisIsNotTrusted.test_what_is_no_token",
        "test_redis.TestRedisIsNotTrusted.test_last_token_of_a_user",
    ],
    "A34 files of an answer": [
        "test_answer_size.TestFilesOfAnAnswer.test_attached_in_columns_and_attachments",
        "test_answer_size.TestFilesOfAnAnswer.test_two_fields_together",
        "test_answer_size.TestFilesOfAnAnswer.test_methods",
    ],
    "A35 Redis that hangs": [
        "test_throttle.TestRedisThrottle.test_redis_that_hangs_is_asked_once",
        "test_redis.TestCircuitBreaker.test_closed",
    ],
    "A36 counters in Redis": [
        "test_throttle.TestRedisThrottle.test_counter_that_would_stay",
        "test_throttle.TestRedisThrottle.test_counter_that_is_no_number",
        "test_throttle.TestRedisThrottle.test_counter_of_another_type",
    ],
    "A37 HTML before a database is chosen": [
        "test_no_database.TestNoDatabase.test_database_that_does_not_exist",
        "test_no_database.TestNoDatabase.test_session_of_another_database",
    ],
}


@tagged("post_install", "-at_install")
class TestIndex(BaseCase):
    def test_every_finding_has_tests(self):
        numbers = [int(title.split()[0][1:]) for title in INDEX]
        self.assertEqual(numbers, list(range(1, 38)))
        for title, names in INDEX.items():
            for name in names:
                with self.subTest(finding=title, test=name):
                    module, owner, method = name.split(".")
                    found = import_module(f".{module}", __package__)
                    self.assertTrue(callable(getattr(getattr(found, owner), method)))
