"""Faults while clients go on: ``make faults``.

::

    __main__            the table of faults, one after the other
    └── trial           servers, load, the fault, and what came of it
        ├── servers     Odoo, PostgreSQL and Redis of nobody else, a fresh database
        ├── load        clients of all dialects, and what compares effects with answers
        └── Fault       begins, ends, and has findings of its own
            ├── redis      stopped, restarted, flushed, slow
            ├── database   restarted, crashed, without connections, failing over
            ├── workers    killed before, during and after a commit
            ├── clients    gone in mid-request and mid-answer
            ├── disks      full: the log's, the filestore's
            └── clocks     stepped by an hour, both ways
"""
