"""Workflow signals of Odoo 8 to 10, and the buttons they have become.

Odoo 11 dropped its workflow engine; the transitions are methods of the models
now. A signal is looked up here, and otherwise taken as the name of a button.
"""

from collections.abc import Iterator

BUTTON_PREFIXES = ("action_", "button_")

# Signal → methods; the first one that the model has is the one.
SIGNALS: dict[str, tuple[str, ...]] = {
    # account.invoice, now account.move
    "invoice_open": ("action_post",),
    "invoice_proforma": ("action_post",),
    "invoice_proforma2": ("action_post",),
    "invoice_cancel": ("button_cancel", "action_cancel"),
    # account.voucher, now account.payment
    "proforma_voucher": ("action_post",),
    "cancel_voucher": ("action_cancel", "button_cancel"),
    # account.bank.statement, account.move
    "button_validate": ("button_validate", "action_post"),
    # sale.order
    "quotation_sent": ("action_quotation_sent",),
    "order_confirm": ("action_confirm",),
    "cancel": ("action_cancel", "button_cancel"),
    "draft": ("action_draft", "button_draft"),
    # purchase.order
    "purchase_confirm": ("button_confirm",),
    "purchase_approve": ("button_approve",),
    "purchase_cancel": ("button_cancel",),
    "send_rfq": ("action_rfq_send",),
    # stock.picking
    "button_confirm": ("button_confirm", "action_confirm"),
    "button_done": ("button_validate", "button_done"),
    "button_cancel": ("button_cancel", "action_cancel"),
    # mrp.production
    "button_produce": ("button_mark_done",),
    "button_produce_done": ("button_mark_done",),
    # hr.holidays, now hr.leave; hr.expense
    "confirm": ("action_confirm", "button_confirm", "action_submit"),
    "validate": ("action_approve", "action_validate", "button_validate"),
    "second_validate": ("action_validate", "action_approve"),
    "refuse": ("action_refuse",),
    "reset": ("action_reset_confirm", "action_draft"),
    # the same word on many models
    "done": ("action_done", "button_done"),
}


def buttons(signal: str) -> Iterator[str]:
    """Name the methods that a signal may stand for, the likeliest first.

    Only buttons: a signal is sent with GET, and must not reach ``unlink``.
    """
    yield from SIGNALS.get(signal, ())
    if signal.startswith(BUTTON_PREFIXES):
        yield signal
