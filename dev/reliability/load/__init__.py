"""Traffic in every dialect on the same few records, and what checks its effects.

::

    from reliability.load import Checker, Ledger, Stage, Traffic, set_up

    stage = set_up(env)             # an Odoo environment of the database; commits
    ledger = Ledger()
    traffic = Traffic(["http://localhost:8069"], stage, ledger, seed=1)
    traffic.start()                 # 16 clients, until they are stopped
    ...                             # time goes by, and servers die
    traffic.stop()                  # each ends its call, with patience
    print(ledger.table())
    for sentence in Checker(ledger, stage, cr, url).violations():
        print(sentence)

`set_up` makes a user, a credential for each dialect and the records that all clients
share; a `Stage` is plain data, `Stage(**json.loads(text))` is it again elsewhere.
Several addresses are several servers of one database: each call goes to any of them.
`cr` is any cursor on that database (Odoo's or psycopg's) whose transaction has begun
after `stop`; `url` is a server that answers, for the bytes of files.

A client is as good as clients should be: it waits as `Retry-After` says and sends an
honest 409, 429 or 503 again; it sends again what was not answered where it may, that is
with an `Idempotency-Key` or where the verb says so, and logs in again after a 401.

=============== =======================================================================
`ledger.py`     what was wanted, each attempt at it and its answer
`sender.py`     one call, until there is an answer
`dialects.py`   addresses and shapes of the five dialects
`credentials.py` keys and tokens, which are renewed
`work.py`       what a client does: a table of operations and how often
`traffic.py`    the threads
`stage.py`      the user, the credentials and the records
`checker.py`    all effects beside all answers
=============== =======================================================================

The checker finds, whatever has happened to the servers: every acknowledged write once,
no refused one, one without an answer once or not at all (with an `Idempotency-Key`,
once after the repeat); whole trees; counters that are the number of acknowledged steps;
the last writer of a field last; what was deleted, not there; files with their bytes;
one answer for all repeats of a key. Of answers it accepts what clients should expect:
pass `tolerated={500}` for what a fault excuses, `breaks=True` where connections break.
"""

from .checker import Checker
from .ledger import Call, Ledger
from .stage import Stage, set_up, tear_down
from .traffic import Traffic

__all__ = [
    "Call",
    "Checker",
    "Ledger",
    "Stage",
    "Traffic",
    "set_up",
    "tear_down",
]
