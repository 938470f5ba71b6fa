"""The examples of the public documents, as printed there, over real HTTP.

Only the host, the ids and the token are filled in.
"""
# pylint: disable=external-request-timeout

import base64
import json
import shlex
import shutil
import subprocess

import requests

from odoo.tests import get_db_name, new_test_user, tagged

from .support.committed import CommittedCase
from .support.needs import PROGRAM, needs
from .support.server import Server

LOGIN, PASSWORD = "seed_user", "seed password 1"
GROUPS = (
    "base.group_user",
    "base.group_partner_manager",
    "sales_team.group_sale_manager",
    "account.group_account_invoice",
)
CURL = {
    "get_tokens": """curl -i -H "Content-Type: text/html" -X GET http://localhost:8069/api/auth/get_tokens -d '{"username":"admin", "password":"admin"}'""",
    "refresh_token": """curl -i -H "Content-Type: text/html" -X POST http://localhost:8069/api/auth/refresh_token -d '{"refresh_token":"XXXXXXXXXXXXXXXXX"}'""",
    "delete_tokens": """curl -i -H "Content-Type: text/html" -X POST http://localhost:8069/api/auth/delete_tokens -d '{"refresh_token":"XXXXXXXXXXXXXXXXX"}'""",
    "read_all": """curl -i -H "Content-Type: text/html" -X GET http://localhost:8069/api/res.partner -H "Access-Token: XXXXXXXXXXXXXXXXX\"""",
    "filters": """curl -i -H "Content-Type: text/html" -X GET http://localhost:8069/api/res.partner -H "Access-Token: XXXXXXXXXXXXXXXXX" -d '{"filters": [["name", "like", "ompany"], ["id", "<=", 50]]}'""",
    "read_one": """curl -i -H "Content-Type: text/html" -X GET http://localhost:8069/api/res.partner/3 -H "Access-Token: XXXXXXXXXXXXXXXXX\"""",
    "create": """curl -i -H "Content-Type: text/html" -X POST http://localhost:8069/api/res.partner -H "Access-Token: XXXXXXXXXXXXXXXXX" -d '{"name": "TEST Name", "street": "TEST Street", "city": "TEST City"}'""",
    "update": """curl -i -H "Content-Type: text/html" -X PUT http://localhost:8069/api/res.partner/2361 -H "Access-Token: XXXXXXXXXXXXXXXXX" -d '{"name": "TEST Name~~", "street": "TEST Street~~", "city": "TEST City~~"}'""",
    "delete": """curl -i -H "Content-Type: text/html" -X DELETE http://localhost:8069/api/res.partner/57,58,59 -H "Access-Token: XXXXXXXXXXXXXXXXX\"""",
    "call": """curl -i -H "Content-Type: text/html" -X PUT http://localhost:8069/api/res.partner/2361/address_get -H "Access-Token: XXXXXXXXXXXXXXXXX\"""",
    "private": """curl -i -H "Content-Type: text/html" -X PUT http://localhost:8069/api/res.partner/2361/_email_send -H "Access-Token: XXXXXXXXXXXXXXXXX" -d '{"email_from": "test@test.com", "subject": "TEST Subject", "body": "TEST Body", "__context__": {"lang": "en_US"}}'""",
    "report": """curl -i -H "Content-Type: text/html" -X GET http://localhost:8069/api/report/get_pdf -H "Access-Token: XXXXXXXXXXXXXXXXX" -d '{"report_name": "account.report_invoice", "ids": [3]}'""",
}


@needs(PROGRAM)
class SeedCase(CommittedCase):
    """A server with two workers, and a user who may sell."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        if "sale.order" not in cls.registry:
            cls.skipTest(cls, "sale is not installed")
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))
        cls.user_id = cls.committed(cls._make_user)
        cls.addClassCleanup(cls.committed, cls._clean)

    @classmethod
    def _make_user(cls, env):
        env["ir.config_parameter"].set_param("report.url", cls.server.url)
        user = new_test_user(
            env, login=LOGIN, password=PASSWORD, groups=",".join(GROUPS)
        )
        return user.id

    @classmethod
    def _clean(cls, env):
        env["ir.config_parameter"].set_param("report.url", False)
        made = [("create_uid", "=", cls.user_id)]
        for model in ("account.move", "sale.order"):
            env[model].search(made).unlink()
        env["res.users"].browse(cls.user_id).unlink()
        env["product.product"].with_context(active_test=False).search(made).unlink()
        env["res.partner"].with_context(active_test=False).search(made).unlink()

    def log_in(self):
        response = requests.get(
            f"{self.server.url}/api/auth/get_tokens",
            params={"username": LOGIN, "password": PASSWORD},
            timeout=60,
        )
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def made(self, model, values):
        """Create a record as the user, and return its id."""
        return self.committed(
            lambda env: env[model].with_user(self.user_id).create(values).id
        )


@tagged("post_install", "-at_install")
class TestCurl(SeedCase):
    def curl(self, name, status=200, **filled):
        if not shutil.which("curl"):
            self.skipTest("there is no curl")
        command = CURL[name].replace("http://localhost:8069", self.server.url)
        for printed, value in filled.items():
            command = command.replace(printed.lstrip("_"), str(value))
        done = subprocess.run(shlex.split(command), capture_output=True, timeout=120)
        head, _, body = done.stdout.decode().partition("\r\n\r\n")
        self.assertEqual(int(head.split()[1]), status, body)
        return json.loads(body)

    def token_filled(self, token):
        return {"X" * 17: token}

    def test_tokens(self):
        body = self.curl(
            "get_tokens",
            **{'"admin", "password":"admin"': f'"{LOGIN}", "password":"{PASSWORD}"'},
        )
        filled = self.token_filled(body["refresh_token"])
        renewed = self.curl("refresh_token", **filled)["access_token"]
        self.curl("read_all", **self.token_filled(renewed))
        self.assertEqual(self.curl("delete_tokens", **filled), {})
        body = self.curl("read_all", 401, **self.token_filled(renewed))
        self.assertEqual(body["error"], "invalid_token")

    def test_records(self):
        filled = self.token_filled(self.log_in()["access_token"])
        self.assertEqual(set(self.curl("read_all", **filled)), {"count", "results"})
        for row in self.curl("filters", **filled)["results"]:
            self.assertIn("ompany", row["name"])
        id_ = self.curl("create", **filled)["id"]
        self.assertEqual(self.curl("update", **filled, _2361=id_), {})
        record = self.curl("read_one", **filled, **{"partner/3": f"partner/{id_}"})
        self.assertEqual(
            (record["name"], record["street"], record["city"]),
            ("TEST Name~~", "TEST Street~~", "TEST City~~"),
        )
        self.assertEqual(self.curl("call", **filled, _2361=id_), {"contact": id_})
        refused = self.curl("private", 403, **filled, _2361=id_)
        self.assertEqual(refused["error"], "access_denied")
        others = [self.made("res.partner", {"name": "x"}) for _other in range(2)]
        ids = ",".join(map(str, [id_, *others]))
        self.assertEqual(self.curl("delete", **filled, **{"57,58,59": ids}), {})
        gone = self.curl("read_one", 404, **filled, **{"partner/3": f"partner/{id_}"})
        self.assertEqual(gone["error"], "not_found_object_in_odoo")

    def test_report(self):
        if not shutil.which("wkhtmltopdf"):
            self.skipTest("there is no wkhtmltopdf")
        partner = self.made("res.partner", {"name": "Report"})
        order = self.made("sale.order", {"partner_id": partner})
        filled = self.token_filled(self.log_in()["access_token"])
        filled |= {
            "account.report_invoice": "sale.report_saleorder",
            "[3]": f"[{order}]",
        }
        text = self.curl("report", **filled)
        self.assertEqual({len(line) for line in text.split("\n")[:-2]}, {76})
        self.assertTrue(base64.b64decode(text).startswith(b"%PDF-"))


@tagged("post_install", "-at_install")
class TestPython(SeedCase):
    def test_rest_api(self):
        partner = self.made("res.partner", {"name": "Tom"})
        order = self.made("sale.order", {"partner_id": partner})
        base_url = self.server.url
        # Authentication
        r = requests.get(
            f"{base_url}/api/auth/get_tokens?username={LOGIN}&password={PASSWORD}"
        )
        access_token = r.json()["access_token"]
        # GET - Read record
        r = requests.get(
            f"{base_url}/api/sale.order/{order}", headers={"Access-Token": access_token}
        )
        self.assertEqual(r.status_code, 200, r.text)
        self.assertEqual(r.json()["partner_id"], {"id": partner, "name": "Tom"})
        # PUT - Update record
        r = requests.put(
            f"{base_url}/api/res.partner/{partner}?name=Tom Lenz&city=New York",
            headers={"Access-Token": access_token},
        )
        self.assertEqual(r.status_code, 200, r.text)
        r = requests.get(
            f"{base_url}/api/res.partner/{partner}",
            headers={"Access-Token": access_token},
        )
        self.assertEqual((r.json()["name"], r.json()["city"]), ("Tom Lenz", "New York"))

    def test_password_is_in_no_log(self):
        self.log_in()
        requests.get(
            f"{self.server.url}/api/auth/token?login={LOGIN}&password={PASSWORD}"
        )
        log = self.server.log()
        self.assertIn("/api/auth/token?login=", log)
        for written in ("seed password 1", "seed%20password%201", "seed+password+1"):
            self.assertNotIn(written, log)

    def test_restful(self):
        base_url = self.server.url
        headers = {
            "charset": "utf-8",
            "content-type": "application/x-www-form-urlencoded",
        }
        data = {"login": LOGIN, "password": PASSWORD, "db": get_db_name()}
        req = requests.get(f"{base_url}/api/auth/token", data=data, headers=headers)
        content = json.loads(req.content.decode("utf-8"))
        headers["access-token"] = content.get("access_token")

        partner = self.made("res.partner", {"name": "Restful"})
        product = self.committed(
            lambda env: env["product.product"].create({"name": "Seed product"}).id
        )
        self.addCleanup(self.committed, lambda env: self._drop_product(env, product))
        payload = (
            f'{{"partner_id": {partner}, "__api__order_line":"[(0, 0,  '
            f"{{'product_id': {product},'price_unit':4000}})]\"}}"
        )
        json_headers = {**headers, "content-type": "application/json"}
        response = requests.request(
            "POST", f"{base_url}/api/sale.order", data=payload, headers=json_headers
        )
        self.assertEqual(response.status_code, 200, response.text)
        order = response.json()["data"][0]
        self.assertEqual(order["amount_untaxed"], 4000)

        payload = (
            "{\"limit\": 20, \"fields\": \"['id', 'partner_id', 'name']\","
            f" \"domain\":\"[('id', '>', '{order['id'] - 1}')]\", \"offset\":0}}"
        )
        response = requests.request(
            "GET", f"{base_url}/api/sale.order", data=payload, headers=json_headers
        )
        row = {
            "id": order["id"],
            "partner_id": [partner, "Restful"],
            "name": order["name"],
        }
        self.assertEqual(response.json(), {"count": 1, "data": [row]})

        category = self.committed(
            lambda env: env["res.partner.category"].create({"name": "Seed"}).id
        )
        self.addCleanup(
            self.committed,
            lambda env: env["res.partner.category"].browse(category).unlink(),
        )
        country = self.committed(lambda env: env.ref("base.be").id)
        p = requests.put(
            f"{base_url}/api/res.partner/{partner}",
            headers=headers,
            data=json.dumps(
                {
                    "name": "John Doe",
                    "country_id": country,
                    "category_id": [{"id": category}],
                }
            ),
        )
        self.assertEqual(p.json()["data"][0]["category_id"], [category], p.text)
        requests.delete(f"{base_url}/api/sale.order/{order['id']}", headers=headers)
        p = requests.delete(f"{base_url}/api/res.partner/{partner}", headers=headers)
        self.assertEqual(p.status_code, 200, p.text)
        self.assertEqual(
            p.json()["data"], f"record {partner} has been successfully deleted", p.text
        )
        req = requests.delete(f"{base_url}/api/auth/token", data=data, headers=headers)
        self.assertTrue(req.json()["data"][0]["delete"])
        p = requests.get(f"{base_url}/api/res.partner/1", headers=headers)
        self.assertEqual(p.status_code, 401)

    def _drop_product(self, env, product):
        env["sale.order"].search([("create_uid", "=", self.user_id)]).unlink()
        env["product.product"].browse(product).unlink()
