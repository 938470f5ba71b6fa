"""What requests remember of settings and credentials, in the caches of the registry."""

from odoo.api import Environment


def forget(env: Environment) -> None:
    """Have all workers ask anew, now and once the change is committed.

    A thread beside may ask before that, and remember what was.
    """
    env.registry.clear_cache()
    env.cr.postcommit.add(env.registry.clear_cache)
