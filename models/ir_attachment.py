from contextlib import suppress
from pathlib import Path

from odoo import api, models

from ..records import odoo19


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _file_write(self, bin_value, checksum):
        """Leave no part of a file behind where the disk is full.

        The same file would be refused from then on, as another one of its name.
        """
        try:
            return super()._file_write(bin_value, checksum)
        except OSError:
            path = Path(odoo19.path_of_file(self, checksum))
            with suppress(OSError):
                if path.stat().st_size < len(bin_value):
                    path.unlink()
            raise
