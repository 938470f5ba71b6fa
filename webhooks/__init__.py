"""Webhooks: what has changed, told to others over HTTP, signed (Standard Webhooks 1.0).

::

    models/restapi_webhook_outbox.py  a row for each change that somebody wants, in the
      │                               transaction of the change
      ▼   after its commit, a scheduled action that was triggered with it
    sender.py                         one thread a receiver, one message of it at a time
      ├── queue.py                    which message is due, and what became of it
      ├── content.py                  what its user may read now, as a body
      ├── signature.py                ``webhook-id``, ``-timestamp``, ``-signature``
      └── core/outgoing               the request, to where it may go

A receiver belongs to one process at a time, by a lock of a session of PostgreSQL that
ends with the process, however that ends. So its messages go out in order as long as
they are taken, and one that was being sent when a server died is sent again.
"""
