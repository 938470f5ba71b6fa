from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..auth.oauth1.client import HMAC, HMAC_SHA256, RSA, RSA_BITS


class RestapiClient(models.Model):
    """How an application may sign with OAuth 1.0a."""

    _inherit = "restapi.client"

    oauth1_methods = fields.Selection(
        [
            (HMAC, "HMAC-SHA1, HMAC-SHA256"),
            (HMAC_SHA256, "HMAC-SHA256"),
            (RSA, "RSA-SHA1"),
        ],
        "Signature Methods",
        required=True,
        default=HMAC,
        help="How the application may sign with OAuth 1.0a. With RSA-SHA1 its secret "
        "is of no use.",
    )
    rsa_public_key = fields.Text(
        "RSA Public Key",
        help="In PEM, as openssl writes it; the application signs with the private "
        "key. At least 2048 bits.",
    )
    allow_plaintext = fields.Boolean(
        "PLAINTEXT",
        help="Accept the secrets themselves in place of a signature with OAuth 1.0a, "
        "over HTTPS.",
    )
    allow_oob = fields.Boolean(
        "Out of Band",
        help="Accept the callback oob of OAuth 1.0a: the user is shown a code to type "
        "into the application.",
    )

    @api.constrains("oauth1_methods", "rsa_public_key")
    def _check_rsa_public_key(self):
        for client in self:
            text = client.rsa_public_key or ""
            if not (text or client.oauth1_methods == RSA):
                continue
            try:
                key = serialization.load_pem_public_key(text.encode())
            except (ValueError, UnsupportedAlgorithm):
                key = None
            if not isinstance(key, RSAPublicKey) or key.key_size < RSA_BITS:
                raise ValidationError(
                    self.env._(
                        "RSA Public Key: a key of RSA in PEM with at least %(bits)s "
                        "bits is expected.",
                        bits=RSA_BITS,
                    )
                )
