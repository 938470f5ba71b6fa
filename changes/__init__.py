"""What a transaction has changed, told before it is committed: the seam of consumers.

::

    models/recorded_base.py   create, write, unlink of every model: one set look-up each
      │                       where the model is not recorded
      ▼
    pending.py                what this transaction has changed, merged per record,
      │                       in ``env.cr.precommit.data``
      ▼   Cursor.flush(): before the commit, before and at the end of a savepoint
    restapi.recorder          ``_write_changes(changes)``: hands them to who wants them
      ├─▶ restapi.change      the table of the feed, ``GET /api/changes``
      └─▶ …                   another consumer, like an outbox of webhooks

A consumer is an addon or a model of this one that extends ``restapi.recorder``
(``models/restapi_recorder.py``), as Odoo's models are extended::

    class RestapiRecorder(models.AbstractModel):
        _inherit = "restapi.recorder"

        @api.model
        def _wanted_models(self):
            return super()._wanted_models() | {"res.partner"}

        @api.model
        def _write_changes(self, changes):
            super()._write_changes(changes)
            ...  # self.env is the superuser's, in the transaction of the changes

* ``_wanted_models()`` is asked once and cached; call ``env.registry.clear_cache()``
  where its answer changes, in the transaction that changes it.
* ``_write_changes(changes)`` gets a list of :class:`~.change.Change`, each record once,
  of all models that anybody wants: take those that are yours. What it writes is
  committed with the changes, or not at all. What it raises fails the transaction of
  somebody who knows nothing of the consumer, so it must not.
* It may be called several times in a transaction, since a savepoint flushes first:
  what stays was told outside of it, and what is told inside goes with it. So a record
  may be told more than once, and a record that is told as created may be told as
  deleted later. Records that come and go between two flushes are not told.
* An update may be told of a record that another transaction has deleted before: Odoo
  lets it be written.
* An update without names is one of ``write_date`` and ``write_uid`` alone.
* Seen is what passes the ORM: also imports, stored computed fields, relations of
  many2many fields from both sides, attachments of binary fields, translations, and what
  foreign keys delete or empty when a record is deleted. Not seen are statements of SQL
  that a module executes by itself, and what a savepoint without a flush
  (``savepoint(flush=False)``) has rolled back is told all the same.
"""
