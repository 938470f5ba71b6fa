from odoo.http import Controller, Response, request, route

from ...auth import secrets, tickets
from ...auth.oauth2.devices import Device, DeviceStore, normalised
from ...auth.throttle import sql as sql_throttle
from ...auth.transactions import separate
from ..oauth2 import PREFIX
from . import page as consent

PATH = f"{PREFIX}/device"
# A user code has 34 bits: few tries, also with a new session for each.
SESSION_TRIES = (5, 600)
ADDRESS_TRIES = (10, 3600)


class DeviceController(Controller):
    """Where the user of a device without a browser types its code (RFC 8628, 3.3)."""

    @route(PATH, **consent.PAGE)
    def device(self, user_code: str = "", **_query: str) -> Response:
        """Ask for the code, then whether it is the user's own device, then allow."""
        consent.check_request()
        if not request.session.uid:
            return consent.log_in()
        form = request.httprequest.form
        if request.httprequest.method != "POST":
            return self._form(user_code)
        if "ticket" in form:
            return self._decide(form["ticket"], form.get("decision") == "allow")
        if self._tries_too_often():
            return consent.problem(
                request.env._("Too many codes were tried."),
                429,
                fix=request.env._("Try again in an hour."),
            )
        with separate.transaction(request.env) as cr:
            found = DeviceStore(request.env, cr).waiting(form.get("user_code", ""))
        if found is None or found.is_expired:
            return self._form(
                user_code, request.env._("There is no device with this code.")
            )
        return self._confirm(found, normalised(form["user_code"]))

    def _form(self, user_code: str, error: str = "") -> Response:
        values = {"user_code": user_code[:20], "error": error, "action": PATH}
        return consent.page("restapi.device_page", values, 400 if error else 200)

    def _confirm(self, device: Device, user_code: str) -> Response:
        # sudo: the application that the device belongs to.
        client = request.env["restapi.client"].sudo().browse(device.client_id)
        return consent.ask(
            client,
            device.scope,
            {"user_code": user_code},
            action=PATH,
            user_code=f"{user_code[:4]}-{user_code[4:]}",
            address=device.address,
        )

    def _decide(self, text: str, allowed: bool) -> Response:
        question = tickets.take(request.session, text)
        if question is None:
            return consent.too_late()
        user_id = request.session.uid
        with separate.transaction(request.env) as cr:
            store = DeviceStore(request.env, cr)
            device = store.waiting(question["user_code"])
            state = "authorized" if allowed else "denied"
            decided = device and store.decide(device, state, user_id, device.scope)
        if not decided:
            return consent.problem(
                request.env._("The device does not wait any more."),
                fix=request.env._("Have it show a new code, and type that one."),
            )
        if allowed:
            # sudo: the application that the device belongs to.
            client = request.env["restapi.client"].sudo().browse(device.client_id)
            consents = request.env["restapi.consent"]
            consents._restapi_remember(client, user_id, device.scope)
        return consent.page("restapi.device_done_page", {"allowed": allowed})

    def _tries_too_often(self) -> bool:
        session = secrets.digest(request.env, request.session.sid)
        address = request.httprequest.remote_addr
        return any(
            sql_throttle.count(request.env, source, seconds)[0] > limit
            for source, (limit, seconds) in (
                (f"device,{session}", SESSION_TRIES),
                (f"device,{address}", ADDRESS_TRIES),
            )
        )
