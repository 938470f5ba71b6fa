"""What a client sends in confidence is in no log, wherever it is sent."""

from urllib.parse import quote

import requests

from odoo.tests import BaseCase, get_db_name, tagged

from .support.needs import SERVER, needs
from .support.server import Server

MARK = "Ma4rk"
TIMEOUT = 60
PATHS = (
    "/api/auth/get_tokens",
    "/api/auth/token",
    "/api/res.users/2",
    "/restapi/1.0/object/res.users/2",
    "/restapi/1.0/common/oauth2/access_token",
)
# Well-formed and not, in every form that is read.
BODIES = (
    f'{{"username": "admin", "login": "admin", "pass\\u0077ord": "{MARK}"}}',
    f'{{"vals": {{"password": "{MARK}"}}, "args": ["{MARK}"]}}',
    f'{{"password": "{MARK}"',
    f"{{\"vals\": \"{{'password': '{MARK}', '\"}}",
    f'["{MARK}"]',
    f"<request><vals><password>{MARK}</password></vals></request>",
    f"<request><vals><password>{MARK}</vals></request>",
    f'<!DOCTYPE a [<!ENTITY b "{MARK}">]><a>&b;</a>',
    f"grant_type=password&username=admin&password={MARK}&client_secret={MARK}",
    f"password=%00{MARK}",
)


@tagged("post_install", "-at_install")
@needs(SERVER)
class TestLog(BaseCase):
    def test_secrets_are_starred(self):
        object_path = "/restapi/1.0/object/res.users"
        quoted = quote(f"{{'password':'{MARK}'}}", safe="")
        queries = [
            f"/api/auth/get_tokens?username=a&password={MARK}",
            f"/api/auth/get_tokens?username=a&PASSWORD={MARK}",
            f"/api/auth/token?login=a&password={MARK}&db=x",
            f"/api/auth/refresh_token?refresh_token={MARK}",
            f"/api/auth/delete_tokens?access_token={MARK}",
            f"/api/res.partner?access-token={MARK}",
            f"/api/res.partner?access_token=access_token_{MARK}",
            f"/api/res.partner?api_key={MARK}&api-key={MARK}",
            f"/api/res.partner?login_token={MARK}",
            f"{object_path}/5?vals={{'password':'{MARK}'}}",
            f"{object_path}/5?vals={{'new_password': '{MARK}'}}",
            f"{object_path}/5?vals={quoted}",
            f"{object_path}/5?vals={quote(quoted)}",
            f"{object_path}/change_password?args=['old','{MARK}']",
            f"{object_path}/x?kwargs={{'password':'{MARK}'}}",
            f"{object_path}?domain=[('password','=','{MARK}')]",
            f'{object_path}/5?vals={{"pass\\u0077ord":"{MARK}"}}',
            f"{object_path}/5?vals={{'pass\\x77ord':'{MARK}'}}",
            f"{object_path}/5?vals={{'pass\\167ord':'{MARK}'}}",
            f"{object_path}/5?vals={{'pass' 'word':'{MARK}'}}",
            f"{object_path}/5?vals={{'pass'\"word\":'{MARK}'}}",
            f"{object_path}/5?VALS={{'Pass%2577ord':'{MARK}'}}",
            f"/api/res.users/5?_method=change_password('old','{MARK}')",
            f"/api/res.users?domain=password:=:{MARK}",
            f"/api/res.users/execute_kw?method=x&args=[[1],'{MARK}']",
            f"/api/res.users/5?x=1&pass_phrase={MARK};secret={MARK}",
            f"{object_path}?oauth_token={MARK}&oauth_signature={MARK}",
            f"/restapi/1.0/common/oauth1/authorize?oauth_token={MARK}",
            f"/restapi/1.0/common/oauth2/authorize?client_id=x&client_secret={MARK}",
            f"/restapi/1.0/common/oauth2/authorize?code={MARK}&code_verifier={MARK}",
        ]
        with Server(get_db_name(), workers=2) as server:
            for path in queries:
                for method in ("GET", "POST"):
                    requests.request(
                        method,
                        f"{server.url}{path}",
                        json={"password": MARK, "args": [MARK], "token": MARK},
                        headers={
                            "Access-Token": MARK,
                            "api-key": MARK,
                            "Login-Token": MARK,
                            "Authorization": f"Bearer {MARK}",
                        },
                        timeout=TIMEOUT,
                    )
                    requests.request(
                        method,
                        f"{server.url}{path}",
                        data={"password": MARK, "client_secret": MARK},
                        auth=("x", MARK),
                        timeout=TIMEOUT,
                    )
            for path in PATHS:
                for body in BODIES:
                    requests.post(f"{server.url}{path}", data=body, timeout=TIMEOUT)
                requests.post(
                    f"{server.url}{path}",
                    files={"password": (None, MARK)},
                    timeout=TIMEOUT,
                )
            requests.get(f"{server.url}/api/res.partner?fields=name", timeout=TIMEOUT)
            log = server.log()
        self.assertIn("/api/auth/get_tokens?username=a&password=***", log)
        self.assertIn("/api/res.partner?fields=name", log)
        self.assertEqual([line for line in log.splitlines() if MARK in line], [])
