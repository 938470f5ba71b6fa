"""Secrets are shown by a dialog that stores nothing: the table of the old one goes."""


def migrate(cr, version):
    cr.execute("DROP TABLE IF EXISTS restapi_secret")
