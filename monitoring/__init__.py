"""What happens at the API, for those who run it: requests, figures, metrics.

::

    dispatcher           monitoring.follow: the answer is known, and soon sent
    └── Entry            what is known of the request, when it has been sent
        └── Pending      a database's entries and sums, bounded
            └── Writer   a thread that writes them each second
                ├── restapi_log      an entry a request, as the level has it
                ├── restapi_usage    sums by hour, of all requests
                └── restapi_metric   sums since ever, for Prometheus

A request adds to lists in memory, and nothing else: no statement, no wait, and no error
where the database is away or the list is full.
"""

from .follow import follow
