"""Secrets of applications become digests; OAuth 1.0a alone needs the secret itself."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.addons.restapi.auth import secrets

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """SELECT id, sealed_secret, allow_oauth1 FROM restapi_client
            WHERE sealed_secret IS NOT NULL AND digest IS NULL"""
    )
    for id_, sealed, is_needed in cr.fetchall():
        secret = secrets.unseal(env, sealed)
        if secret is None:
            _logger.warning(
                "The secret of the application %s cannot be read with the secrets of "
                "this server: generate another one.",
                id_,
            )
            continue
        cr.execute(
            """UPDATE restapi_client
                  SET digest = %s, secret_prefix = %s, sealed_secret = %s
                WHERE id = %s""",
            [
                secrets.digest(env, secret),
                f"{secret[:6]}…",
                sealed if is_needed else None,
                id_,
            ],
        )
