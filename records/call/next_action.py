"""What a method hands on to a person: an action of Odoo's own pages.

A button that needs an answer first returns the page that asks for it, and has done
nothing yet. The status is 200, the body is the action; a header tells it from a result.
"""

import re
from collections.abc import Mapping
from typing import Any

# That which closes a page is what a method ends with when it is done.
ASKING = frozenset(
    f"ir.actions.{kind}"
    for kind in ("act_window", "act_url", "client", "report", "server")
)
_MODEL = re.compile(r"[a-z0-9_.]{1,100}")


def announced(value: Any) -> str:
    """Return the header ``Restapi-Action`` for what a method returned.

    :return: ``ir.actions.act_window; model=stock.backorder.confirmation``; empty for
        what is no action
    """
    kind = value.get("type") if isinstance(value, Mapping) else None
    # What is keyed by names of fields may have anything there.
    if not isinstance(kind, str) or kind not in ASKING:
        return ""
    model = value.get("res_model")
    named = isinstance(model, str) and _MODEL.fullmatch(model)
    return f"{kind}; model={model}" if named else kind
