import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { TagsList } from "@web/core/tags_list/tags_list";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const ACCESSES = ["read", "write", "execute"];
const MODELS = 4;

/** The words of a scope as tags, with suggestions: "read", "res.partner:write". */
export class ScopeField extends Component {
    static template = "restapi.ScopeField";
    static components = { AutoComplete, TagsList };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
    }

    get words() {
        return (this.props.record.data[this.props.name] || "").split(/\s+/).filter(Boolean);
    }

    get tags() {
        return this.words.map((word) => ({
            id: word,
            text: word,
            onDelete: this.props.readonly ? undefined : () => this.remove(word),
        }));
    }

    get sources() {
        return [{ options: (text) => this.suggestions(text) }];
    }

    async suggestions(text) {
        const [wanted, access] = text.trim().toLowerCase().split(":");
        const accesses = ACCESSES.filter((each) => each.startsWith(access || ""));
        const words = access === undefined ? ACCESSES.filter((each) => each.startsWith(wanted)) : [];
        const models = wanted ? await this.models(wanted) : [];
        const all = [
            ...words.map((word) => [word, _t("%s, every model", word)]),
            ...models.flatMap(({ model, name }) =>
                accesses.map((each) => [`${model}:${each}`, `${model}:${each} (${name})`])
            ),
        ];
        const present = new Set(this.words);
        return all
            .filter(([word]) => !present.has(word))
            .map(([word, label]) => ({ label: String(label), onSelect: () => this.add(word) }));
    }

    models(text) {
        const domain = [
            ["rest_api__used", "=", true],
            ["abstract", "=", false],
            "|",
            ["model", "ilike", text],
            ["name", "ilike", text],
        ];
        return this.orm.searchRead("ir.model", domain, ["model", "name"], { limit: MODELS });
    }

    add(word) {
        return this.set([...this.words, word]);
    }

    remove(word) {
        return this.set(this.words.filter((each) => each !== word));
    }

    /** Take what was typed without a suggestion: the server says what is wrong with it. */
    typed({ inputValue }) {
        const words = (inputValue || "").split(/\s+/).filter(Boolean);
        if (words.length) {
            return this.set([...new Set([...this.words, ...words])]);
        }
    }

    set(words) {
        return this.props.record.update({ [this.props.name]: words.join(" ") });
    }
}

registry.category("fields").add("restapi_scope", {
    component: ScopeField,
    displayName: _t("Scope"),
    supportedTypes: ["char"],
});
