"""What a program does with the client in Python; ends well where all is so."""

import os
from typing import assert_type

from client import (
    ApiError,
    Client,
    Related,
    ResPartner,
    SaleOrderLine,
    Unreachable,
)

url, key = os.environ["URL"], os.environ["KEY"]
client = Client(key, url)
name = "Python client"

# many, listed page by page
made = client.res_partner.create_many(
    [{"name": f"{name} {number}", "ref": f"py-{number}"} for number in range(5)]
)
ours = [("ref", "=like", "py-%")]
assert [partner.id for partner in client.res_partner.all(ours, page_size=2)] == [
    partner.id for partner in made
]
by_name = client.res_partner.all(ours, fields="name", order="name desc", page_size=2)
assert [partner.name for partner in by_name] == [f"{name} {n}" for n in (4, 3, 2, 1, 0)]
page = client.res_partner.page(ours, fields=["name", "ref"], limit=2, offset=4)
assert (len(page.results), page.total, page.offset) == (1, 5, 4)
many = [("id", "in", [partner.id for partner in made] + list(range(-2000, 0)))]
assert client.res_partner.page(many, fields="id").total == 5
assert client.res_partner.count(ours) == 5

# one: read, changed, told apart
partner = client.res_partner.update(
    made[0].id,
    {"city": "Ghent", "country_id": {"code": "BE"}},
    fields="city,country_id,category_id,child_ids",
)
assert_type(partner, ResPartner)
assert partner.city == "Ghent"
assert_type(partner.country_id, Related | None)
assert partner.country_id and partner.country_id.name == "Belgium"
assert partner.child_ids == []
try:
    print(partner.email)
except AttributeError as error:
    assert "fields" in str(error)
else:
    raise AssertionError("what was not read is not there")
nested = client.res_partner.read(made[0].id, fields="country_id(code)")
assert nested.country_id and nested.country_id["code"] == "BE"
changed = client.res_partner.update_many({made[1].id: {"city": "Aalst"}}, fields="city")
assert [each.city for each in changed] == ["Aalst"]

# what there is, and what there is not
upserted = client.res_partner.upsert(
    [{"ref": "py-1", "name": f"{name} one"}, {"ref": "py-5", "name": f"{name} 5"}],
    match="ref",
    fields="name",
)
assert [each.created for each in upserted] == [False, True]
assert upserted[0].record.name == f"{name} one"
[named] = client.res_partner.upsert([{"xmlid": "py.one", "name": name}], match="xmlid")
assert named.created

# lines, methods
product = client.product_product.create({"name": f"{name} product"})
order = client.sale_order.create(
    {
        "partner_id": made[0].id,
        "order_line": [{"product_id": product.id, "price_unit": 12.5}],
    },
    fields="state,order_line(price_unit)",
)
[line] = order.order_line
assert_type(line, SaleOrderLine)
assert line.price_unit == 12.5
assert order.state == "draft"
assert client.sale_order.call("action_confirm", [order.id]) is True
order = client.sale_order.read(order.id, fields=["state", "order_line"])
assert (order.state, order.order_line[0].id) == ("sale", line.id)
assert client.res_partner.call("search_count", arguments={"domain": ours}) == 6

# files
pixel = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
stored = client.res_partner.upload(made[0].id, "image_1920", pixel, name="pixel.png")
assert stored.mimetype == "image/png"
assert client.res_partner.download(made[0].id, "image_1920").startswith(b"\x89PNG")
client.res_partner.remove_file(made[0].id, "image_1920")
attached = client.res_partner.attach(made[0].id, "ünï code.txt", b"An offer.")
assert [each.name for each in client.res_partner.attachments(made[0].id)] == [
    "ünï code.txt"
]
assert client.ir_attachment.download(attached.id, "raw") == b"An offer."
assert b"<html" in client.sale_order.print(
    "sale.report_saleorder", [order.id], format="html"
)

# many in one
results = client.batch(
    [
        {
            "id": "p",
            "method": "POST",
            "path": "res.partner?fields=id",
            "body": {"name": name},
        },
        {"id": "r", "method": "GET", "path": "res.partner/@{p.id}?fields=name"},
    ]
)
assert results[1]["body"]["name"] == name

# mistakes
try:
    client.sale_order.create(
        {"partner_id": {"id": -1}, "order_line": [{"product_id": {"id": -1}}]}
    )
except ApiError as error:
    assert (error.status, error.code) == (422, "invalid_values"), error
    assert {"/partner_id", "/order_line/0/product_id"} <= set(error.mistakes), error
    assert "/order_line/0/product_id: " in str(error)
    assert error.request_id
else:
    raise AssertionError("a mistake is an error")
try:
    client.batch([{"id": "x", "method": "GET", "path": "res.partner/2000000000"}])
except ApiError as error:
    assert (error.status, error.code) == (404, "missing_record"), error
else:
    raise AssertionError("a mistake in a batch is an error")
try:
    Client("wrong", url).res_partner.count()
except ApiError as error:
    assert error.status == 401, error
else:
    raise AssertionError("a wrong key is an error")
try:
    Client(key, "http://127.0.0.1:1", attempts=1).res_partner.count()
except Unreachable as error:
    assert "127.0.0.1:1" in str(error)
else:
    raise AssertionError("no server is an error")

# again where that is safe
flaky = Client(key, os.environ["FLAKY_URL"])
once = flaky.res_partner.create({"name": f"{name} once", "ref": "py-once"})
assert flaky.res_partner.read(once.id, fields="ref").ref == "py-once"
assert client.res_partner.count([("ref", "=", "py-once")]) == 1
try:
    Client(key, os.environ["FLAKY_URL"], attempts=2).res_partner.count()
except ApiError as error:
    assert error.status == 503, error
else:
    raise AssertionError("at last it is an error")

client.res_partner.delete(once.id, made[4].id)
assert client.res_partner.count([("ref", "in", ["py-once", "py-4"])]) == 0
print("done")
