"""What became of the records of the older version, in the Odoo shell of this one."""

from lxml import etree

RIGHTS = ("may_read", "may_create", "may_update", "may_delete", "may_execute")
# Of the tokens that were issued before.
KINDS = frozenset(
    (
        "rest_api_access rest_api_refresh restful_access oauth2_access oauth2_refresh"
        " oauth1_access login"
    ).split()
)


def look(env):
    check_lines(env)
    check_records(env)
    check_parts(env)
    for model in env.values():
        is_stored = not (model._abstract or model._transient)
        if model._module == "restapi" and is_stored:
            model.search([], limit=5).read()
            clean(model)


def clean(model):
    """Remove what is old, as Odoo does every day."""
    for name in dir(type(model)):
        if name.startswith("_gc_"):
            getattr(model, name)()


def check_lines(env):
    """Of the two lines there is one, as narrow as both together."""
    keys = env["restapi.key"].search([("name", "=", "Upgrade, limited")])
    (line,) = keys.access_ids
    assert [line[name] for name in RIGHTS] == [True, False, False, False, False], line
    assert sorted(line.field_ids.mapped("name")) == ["email", "name", "ref"]
    assert (line.all_fields, line.methods) == (False, "name_search, read")
    assert line.domain == "[('ref', '=', 'upgrade')]", line.domain
    account = env["restapi.account"].search([("name", "=", "Upgrade")])
    (line,) = account.access_ids
    assert (line.may_read, line.may_update, line.all_fields) == (True, True, False)
    client = env["restapi.client"].search([("name", "=", "Upgrade")])
    (line,) = client.access_ids
    assert (line.all_fields, line.all_methods) == (True, True)


def check_records(env):
    get_param = env["ir.config_parameter"].sudo().get_param
    assert get_param("restapi.max_page_size") == "77"
    assert get_param("restapi.lock_timeout") == "7"
    assert env["ir.model"]._get("res.partner").rest_api__used
    (consent,) = env["restapi.consent"].search([("client_id.name", "=", "Upgrade")])
    assert consent.user_id.login == "upgrade"
    kinds = set(env["restapi.token"].search([]).mapped("kind"))
    assert kinds >= KINDS, kinds


def check_parts(env):
    """What a fresh installation has, an updated one has."""
    data = env["ir.model.data"].search([("module", "=", "restapi")])
    for record in data:
        assert env[record.model].browse(record.res_id).exists(), record.complete_name
    assert env.ref("restapi.ir_cron_job_run").active
    for view in env["ir.ui.view"].browse(
        data.filtered(lambda row: row.model == "ir.ui.view").mapped("res_id")
    ):
        etree.fromstring(view.get_combined_arch())
    env["restapi.job"].search_count([])


look(env)  # noqa: F821
