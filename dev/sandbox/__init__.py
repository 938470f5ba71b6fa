"""A real Odoo 19 on a bare machine, with the standard library alone.

::

    make run ─▶ __main__   a table of commands
                   │
                   ├─ venv        Python packages, PyPI          ┐
                   ├─ release     Odoo itself ◀─ apt, ODOO_PATH  │ cached, outside
                   ├─ template    database with demo data        ┘ the checkout
                   │
                   ├─ cluster     PostgreSQL of this checkout    ┐
                   ├─ databases   clones of the template         │ .sandbox/, inside
                   ├─ odoo        command lines, configuration   │ the checkout
                   └─ server      Odoo answering HTTP            ┘

Whatever takes long is made once, under another name and then renamed
(`artifact`), so that an interrupted command resumes and two checkouts share.
"""
