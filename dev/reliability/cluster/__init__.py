"""Two servers of one database, and what holds between them.

::

    clients ─▶ nginx ─┬─▶ odoo 1 ─┬─▶ primary ─▶ replica
                      └─▶ odoo 2 ─┴─▶ redis

====================== ================================================================
`topology.py`          all of it, started and stopped
`node.py`              an Odoo server, which is stopped, killed and started again
`proxy.py`             nginx, with the configuration that is documented
`counters.py`          Redis
`people.py`            users and credentials that are tried
`verdict.py`           what was found, as a table and as a file
`checks/`              what is tried, a file a subject
====================== ================================================================
"""
