import { registry } from "@web/core/registry";
import { click, edit, see } from "./steps";

const KEPT = ".o_field_widget[name=rest_api__read_one__schema]";

registry.category("web_tour.tours").add("restapi_schema", {
    steps: () => [
        edit(".o_searchview_input", "res.currency"),
        { trigger: ".o_searchview_input", run: "press Enter" },
        click(".o_data_row:has(td:contains(/^res.currency$/)) [name=name]"),
        click("button[name=action_rest_api_suggest]"),
        see(`${KEPT} .ace_content:contains(symbol)`),
        click("button[name=action_rest_api_preview]:first"),
        see(".modal [name=answer] .ace_content:contains(symbol)"),
        click(".modal footer button"),
        see("body:not(:has(.modal))"),
    ],
});
