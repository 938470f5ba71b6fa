"""What is recorded of changes: by which ways, and merged."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..changes.change import CREATE, DELETE, UPDATE, Change

MODEL = "restapi_test.everything"
LINE = "restapi_test.line"
CONTAINER = "restapi_test.container"


class RecordingCase(TransactionCase):
    """Two models that are recorded, and what was told of them."""

    recorded = (MODEL, LINE)

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.record_models(*cls.recorded)
        cls.record = cls.env[MODEL].create({"name": "a", "integer": 1})
        cls.env.cr.flush()

    @classmethod
    def record_models(cls, *names: str) -> None:
        cls.env["restapi.recorded"].create(
            [{"model_id": cls.env["ir.model"]._get_id(name)} for name in names]
        )

    def setUp(self) -> None:
        super().setUp()
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))

    def told(self) -> list[tuple]:
        """Return what the transaction has told, in order."""
        self.env.cr.flush()
        self.env.cr.execute(
            SQL("SELECT model, res_id, operation, fields FROM restapi_change")
        )
        return self.env.cr.fetchall()

    def assertTold(self, *expected: tuple) -> None:
        """Check what was told, each ``(record, operation, names)``."""
        rows = [
            (record._name, record.id, operation, names)
            for record, operation, names in expected
        ]
        self.assertEqual(sorted(self.told()), sorted(rows))


@tagged("post_install", "-at_install")
class TestRecording(RecordingCase):
    def test_created(self):
        made = self.env[MODEL].create([{"name": "b"}, {"name": "c", "integer": 2}])
        made[0].integer = 7
        self.assertTold((made[0], CREATE, ""), (made[1], CREATE, ""))

    def test_updated_with_what_is_computed(self):
        self.record.write({"integer": 5, "text": "t"})
        self.record.integer = 6
        self.assertTold((self.record, UPDATE, "integer,stored,text"))

    def test_value_that_odoo_knows_to_be_the_same(self):
        self.assertEqual(self.record.integer, 1)
        self.record.write({"integer": 1})
        self.assertTold()

    def test_deleted(self):
        record = self.record
        record.name = "changed"
        record.unlink()
        self.assertTold((record, DELETE, ""))

    def test_created_and_deleted(self):
        self.env[MODEL].create({"name": "b"}).unlink()
        self.assertTold()

    def test_imported(self):
        found = self.env[MODEL].load(["name", "integer"], [["b", "1"], ["c", "2"]])
        made = self.env[MODEL].browse(found["ids"])
        self.assertTold(*((record, CREATE, "") for record in made))

    def test_parents_before_their_lines(self):
        line = {"name": "l"}
        made = self.env[MODEL].create(
            {"name": "b", "one2many_ids": [Command.create(line)]}
        )
        told = [row[:3] for row in self.told()]
        lines = made.one2many_ids
        self.assertEqual(told, [(MODEL, made.id, CREATE), (LINE, lines.id, CREATE)])

    def test_lines_by_their_parent(self):
        values = {"one2many_ids": [Command.create({"name": "l"})]}
        self.record.write(values)
        line = self.record.one2many_ids
        self.assertTold((line, CREATE, ""), (self.record, UPDATE, ""))

    def test_relation_table(self):
        tag = self.env["res.partner.category"].create({"name": "t"})
        self.record.many2many_ids = tag
        self.assertTold((self.record, UPDATE, "many2many_ids"))

    def test_relation_table_from_the_other_side(self):
        self.record_models("res.partner", "res.partner.category")
        partner = self.env["res.partner"].create({"name": "p"})
        tag = self.env["res.partner.category"].create({"name": "t"})
        self.env.cr.flush()
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))
        tag.partner_ids = partner
        self.assertTold((tag, UPDATE, "partner_ids"), (partner, UPDATE, "category_id"))
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))
        partner.category_id = False
        self.assertTold((tag, UPDATE, "partner_ids"), (partner, UPDATE, "category_id"))

    def test_attachment_of_a_field(self):
        self.record.binary = b"aGk="
        self.assertTold((self.record, UPDATE, "binary"))

    def test_translation(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.record.translated = "a"
        self.told()
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))
        self.record.update_field_translations("translated", {"fr_FR": "b"})
        self.assertTold((self.record, UPDATE, "translated"))

    def test_moved_tree(self):
        self.record_models("res.partner.category")
        top, other = self.env["res.partner.category"].create(
            [{"name": "top"}, {"name": "other"}]
        )
        low = top.create({"name": "low", "parent_id": top.id})
        self.env.cr.flush()
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))
        top.parent_id = other
        told = {id_: names.split(",") for _m, id_, _o, names in self.told()}
        self.assertEqual(set(told), {top.id, low.id})
        self.assertIn("parent_path", told[low.id])

    def test_what_is_not_recorded(self):
        self.env["res.partner"].create({"name": "p"}).name = "q"
        self.assertTold()


@tagged("post_install", "-at_install")
class TestForeignKeys(RecordingCase):
    def lines(self):
        line = self.env[LINE].create({"name": "l", "parent_id": self.record.id})
        below = self.env[LINE].create(
            [
                {"name": "b", "parent_id": self.record.id, "above_id": line.id},
                {"name": "c", "parent_id": self.env[MODEL].create({"name": "o"}).id},
            ]
        )
        below[1].above_id = below[0]
        self.env.cr.flush()
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))
        return line + below

    def test_cascade_over_levels(self):
        lines, record = self.lines(), self.record
        record.unlink()
        gone = ((line, DELETE, "") for line in lines)
        self.assertTold((record, DELETE, ""), *gone)
        self.assertFalse(lines.exists())

    def test_cascade_over_a_model_that_is_not_recorded(self):
        lines = self.lines()
        self.env["restapi.recorded"].search([("model", "=", MODEL)]).unlink()
        self.record.unlink()
        self.assertTold(*((line, DELETE, "") for line in lines))

    def test_emptied(self):
        partner = self.env["res.partner"].create({"name": "p"})
        self.record.many2one_id = partner
        self.told()
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))
        partner.unlink()
        self.assertTold((self.record, UPDATE, "many2one_id"))

    def test_relation_of_a_deleted_record(self):
        tag = self.env["res.partner.category"].create({"name": "t"})
        self.record.many2many_ids = tag
        self.told()
        self.env.cr.execute(SQL("DELETE FROM restapi_change"))
        tag.unlink()
        self.assertTold((self.record, UPDATE, "many2many_ids"))


@tagged("post_install", "-at_install")
class TestSavepoints(RecordingCase):
    def test_rolled_back(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.record.integer = 2
            self.env[MODEL].create({"name": "b"})
            self.env.cr.flush()
            self.record.integer = 3
            raise ZeroDivisionError
        self.assertTold()

    def test_what_was_before_and_after_stays(self):
        self.record.integer = 2
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.record.text = "no"
            raise ZeroDivisionError
        self.record.short = "yes"
        with self.env.cr.savepoint():
            self.record.html = "<p>yes</p>"
        self.assertTold(
            (self.record, UPDATE, "integer,stored"),
            (self.record, UPDATE, "short"),
            (self.record, UPDATE, "html"),
        )


@tagged("post_install", "-at_install")
class TestRecorded(RecordingCase):
    def test_another_consumer(self):
        consumer = self.env["restapi.recorder"]
        consumer.told.clear()
        self.addCleanup(consumer.told.clear)
        made = self.env[CONTAINER].create({"name": "c"})
        self.assertTold()
        self.assertEqual(consumer.told, [Change(CONTAINER, made.id, CREATE)])
        made.name = "d"
        self.record.integer = 3
        self.assertTold((self.record, UPDATE, "integer,stored"))
        self.assertEqual(
            consumer.told[1:], [Change(CONTAINER, made.id, UPDATE, {"name"})]
        )

    def test_switched_off(self):
        self.env["restapi.recorded"].search([]).unlink()
        self.record.integer = 2
        self.assertTold()

    def test_models_without_records_that_stay(self):
        for name in ("restapi_test.view", "restapi_test.question", "restapi.key"):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.record_models(name)

    def test_a_line_stays_with_its_model(self):
        line = self.env["restapi.recorded"].search([], limit=1)
        with self.assertRaises(UserError):
            line.model_id = self.env["ir.model"]._get(CONTAINER)
