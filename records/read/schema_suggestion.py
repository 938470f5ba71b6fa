"""A first response schema for a model, from the views its users know."""

from lxml import etree

from odoo.models import BaseModel

X2MANY = ("one2many", "many2many")
LABEL = "('id', 'display_name')"
INDENT = "    "


def suggestion(model: BaseModel, view_type: str) -> str:
    """Return the text of a schema with the visible fields of a view.

    :param view_type: ``form`` or ``list``; lists inside of a form give the
        fields of its lines
    """
    arch = etree.fromstring(model.get_view(view_type=view_type)["arch"])
    return _text(model, arch, 1)


def _text(model: BaseModel, arch: etree._Element, level: int) -> str:
    lines = {"id": "'id'"}
    for node in _visible(arch):
        name = node.get("name")
        field = model._fields.get(name)
        if field and field.type != "binary" and name not in lines:
            lines[name] = _line(model, field, node, level)
    separator = ",\n" + INDENT * level
    end = "\n" + INDENT * (level - 1)
    return f"(\n{INDENT * level}{separator.join(lines.values())},{end})"


def _line(model: BaseModel, field, node: etree._Element, level: int) -> str:
    if not field.relational:
        return f"'{field.name}'"
    if field.type not in X2MANY:
        return f"('{field.name}', {LABEL})"
    below = next((child for child in node if child.tag == "list"), None)
    if below is None:
        return f"('{field.name}', [{LABEL}])"
    return (
        f"('{field.name}', [{_text(model.env[field.comodel_name], below, level + 1)}])"
    )


def _visible(arch: etree._Element) -> list[etree._Element]:
    """Return the field nodes of a view, without those of views inside of it."""
    return [
        node
        for node in arch.iter("field")
        if not any(parent.tag == "field" for parent in _between(node, arch))
        and node.get("invisible") not in ("1", "True")
        and node.get("column_invisible") not in ("1", "True")
    ]


def _between(node: etree._Element, arch: etree._Element) -> list[etree._Element]:
    found = []
    for parent in node.iterancestors():
        if parent is arch:
            break
        found.append(parent)
    return found
