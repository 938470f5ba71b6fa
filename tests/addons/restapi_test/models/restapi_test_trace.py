import base64

from odoo import models


class RestapiTestEverything(models.Model):
    _inherit = "restapi_test.everything"

    # What ran after a commit, in this process.
    after_commit = []

    def leave_traces(self):
        """Leave all that may outlive a transaction, or run at its end."""
        cr = self.env.cr
        cr.precommit.add(lambda: self.after_commit.append("precommit"))
        cr.postcommit.add(lambda: self.after_commit.append("postcommit"))
        cr.postrollback.add(lambda: self.after_commit.append("postrollback"))
        # sudo: whoever tests is no administrator.
        everywhere = self.sudo()
        everywhere.env.ref("base.autovacuum_job")._trigger()
        everywhere.env["ir.config_parameter"].set_param("restapi_test.trace", "here")
        everywhere.env["ir.attachment"].create(
            {"name": "trace", "datas": base64.b64encode(b"restapi_test trace")}
        )
        return self.create({"name": "trace"})

    def end_transaction(self, how):
        """Do what the code of a model should not."""
        self.create({"name": "trace"})
        getattr(self.env.cr, how)()
        self.create({"name": "trace"})
        return True
