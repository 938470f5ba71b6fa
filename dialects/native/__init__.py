"""The native dialect, also the one of ``mrm_rest_api``.

============================== ===============================================
GET    /                       where to begin, less to those without a credential
GET    /models?search=         ``{"count", "results"}``: models and rights on them
GET    /health                 ``{"status": "ok"}``
GET    /openapi.json?models=   OpenAPI 3.1, with ``ETag``; of another dialect with
                              ``dialect=``
GET    /postman.json?models=   a Postman collection, with ``ETag``
GET    /client.py?models=     a client in Python, with ``ETag``; also ``.ts``, ``.php``
POST   /batch                  many requests in one, ``{"results": [{"id", "status",
                              "headers", "body"}]}``
GET    /jobs/<id>              how far a request with ``Prefer: respond-async`` is:
                              ``{"id", "state", "progress", "created", "started",
                              "ended", "status", "body"}``
DELETE /jobs/<id>              the same, of a job that does not run any more
GET    /jobs/<id>/file         what a job has made, where that is a file
GET    /x                      ``{"count", "results"}``: endpoints without code
GET    /x/<address>            a page, as they say; ``QUERY`` as well
POST   /x/<address>[/<id>[,<id>…]]   as a creation or as a call
GET    /x/<address>/<id>       the record
PATCH  /x/<address>/<id>[,<id>…]   as an update; ``PUT`` as well
GET    /<slug>/fields          the model and its fields, with ``ETag``
GET    /<slug>                 ``{"count", "total", "limit", "offset", "results"}``
GET    /<slug>/count           ``{"count": n}``
GET    /<slug>/groups          the same as the list, of groups
QUERY  /<slug>                 the same as the list, parameters in the body
POST   /<slug>                 201 ``{"id", "record"}``, ``Location``; a list, 201
                              ``{"ids", "records"}``
PATCH  /<slug>                 a list of objects with ``id``, ``{"ids", "records"}``
PUT    /<slug>?match=          ``{"results": [{"id", "created", "record"}]}``
GET    /<slug>/<id>            the record
PUT    /<slug>/<id>[,<id>…]    ``{"id", "record"}``, or ``{"ids", "records"}``
PATCH  /<slug>/<id>[,<id>…]    the same
DELETE /<slug>/<id>[,<id>…]    ``{"ok": true}``
GET    /<slug>/<id>/<field>    the file that a binary field holds
PUT    /<slug>/<id>/<field>    ``{"size", "checksum", "mimetype"}``; the body is a file
DELETE /<slug>/<id>/<field>    ``{"ok": true}``
GET    /<slug>/<id>/attachments  a page of ``{"id", "name", "mimetype", "size",
                              "checksum"}``
POST   /<slug>/<id>/attachments  201 and one of them, ``Location`` of its bytes; the
                              body is a file
GET    /<slug>/<id>[,<id>…]/report/<report>  a document, ``format=pdf|html|text``
POST   /<slug>/<method>        ``{"result"}``, of the model or of records; what a
POST   /<slug>/<id>[,<id>…]/<method>   wizard is still to do is in ``"pending"``
============================== ===============================================

``<slug>`` is a model's technical name, or that name with ``_`` for ``.``.
Query: ``fields`` and ``context`` everywhere, ``domain``, ``limit`` (80),
``offset`` or ``cursor``, ``order``, ``count`` on the list, ``format`` (``ndjson``,
``csv``) for all of it as a stream; ``by``, ``values``, ``having`` on groups; others
are refused. A reading request may have them in its body instead, where a domain can be
longer than a URL. Writing ones take ``dry_run``, and ``Prefer: return=minimal``, which
leaves ``record`` and ``records`` out; with lists ``atomic=false``: a status for every
item, 207 where one failed. A list is also created of the lines of NDJSON or CSV.

A credential is ``Authorization: Bearer``, or the web session. Errors are
``{"error", "code", "details", "request_id"}``, or RFC 9457's
``application/problem+json`` where ``Accept`` asks for it.
"""

from .dialect import Native

__all__ = ["Native"]
