import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { parseInteger } from "@web/views/fields/parsers";
import { useInputField } from "@web/views/fields/input_field_hook";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatDuration, isDuration, parseDuration } from "./durations";

import { Component } from "@odoo/owl";

/**
 * A number that is not negative, as people say it: "30 minutes", "25 MiB". Nothing
 * stands for 0, which the placeholder explains: "No limit".
 */
export class QuantityField extends Component {
    static template = "restapi.QuantityField";
    static props = {
        ...standardFieldProps,
        format: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
        unit: { type: String, optional: true },
    };
    static defaultProps = { format: true, placeholder: "", unit: "" };

    setup() {
        useInputField({
            getValue: () => this.formattedValue,
            parse: (text) => this.parse(text),
        });
    }

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get formattedValue() {
        if (!this.value) {
            return "";
        }
        if (isDuration(this.props.unit)) {
            return formatDuration(this.value, this.props.unit);
        }
        return this.props.format ? formatInteger(this.value) : String(this.value);
    }

    get suffix() {
        return this.value && !isDuration(this.props.unit) ? this.props.unit : "";
    }

    parse(text) {
        if (!text.trim()) {
            return 0;
        }
        if (isDuration(this.props.unit)) {
            return parseDuration(text, this.props.unit);
        }
        const value = parseInteger(text);
        if (value < 0) {
            throw new Error(`${text} is negative`);
        }
        return value;
    }
}

registry.category("fields").add("restapi_quantity", {
    component: QuantityField,
    displayName: _t("Quantity"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
    extractProps: ({ options, placeholder, attrs }) => ({
        format: options.format ?? true,
        placeholder: placeholder || attrs.placeholder,
        unit: options.unit,
    }),
});
