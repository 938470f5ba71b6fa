import { CopyButton } from "@web/core/copy_button/copy_button";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, useState } from "@odoo/owl";

/** Programs by language, one of them shown, to be copied. */
export class SnippetsField extends Component {
    static template = "restapi.SnippetsField";
    static components = { CopyButton };
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ chosen: 0 });
    }

    get snippets() {
        const all = this.props.record.data[this.props.name] || [];
        return all.map(([language, text]) => ({ language, text }));
    }

    get chosen() {
        return this.snippets[this.state.chosen] || this.snippets[0];
    }

    choose(index) {
        this.state.chosen = index;
    }
}

registry.category("fields").add("restapi_snippets", {
    component: SnippetsField,
    supportedTypes: ["json"],
});
