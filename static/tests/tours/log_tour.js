import { registry } from "@web/core/registry";
import { click, copy, see } from "./steps";

registry.category("web_tour.tours").add("restapi_failed_call", {
    steps: () => [
        click(".o_data_row:contains(403):contains(Warehouse) [name=path]"),
        copy("error", ".alert-danger [name=error]"),
        click("button[name=action_try]"),
        see(".modal .o_field_widget[name=steps]"),
        copy("answer", ".modal .alert-danger [name=answer]"),
        click(".modal footer button"),
        see("body:not(:has(.modal))"),
    ],
});
