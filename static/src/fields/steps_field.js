import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** A checklist: what is done is ticked, and each step opens where it is done. */
export class StepsField extends Component {
    static template = "restapi.StepsField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    /** Open an action; where it is a dialog, the ticks are looked at again after it. */
    open({ action }) {
        return this.action.doAction(action, { onClose: () => this.props.record.model.load() });
    }
}

registry.category("fields").add("restapi_steps", {
    component: StepsField,
    supportedTypes: ["json"],
});
