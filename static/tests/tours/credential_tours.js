import { registry } from "@web/core/registry";
import { click, confirmPassword, copy, copySecret, edit, save, see } from "./steps";

const tours = registry.category("web_tour.tours");

tours.add("restapi_register_application", {
    steps: () => [
        click(".o_list_button_add"),
        edit(".o_field_widget[name=name] input", "Photo Printer"),
        edit(".o_field_widget[name=redirect_uris] textarea", "http://127.0.0.1/cb"),
        ...save(),
        see(".alert:contains(no secret yet)"),
        click("button[name=action_new_secret]"),
        ...confirmPassword(),
        ...copySecret(),
        copy("client_id", ".o_field_widget[name=client_id] span"),
    ],
});

tours.add("restapi_limit_account", {
    steps: () => [
        click(".o_list_button_add"),
        edit(".o_field_widget[name=name] input", "Warehouse scanner"),
        see(".alert:contains(opens nothing yet)"),
        click("[name=access_ids] .o_field_x2many_list_row_add a"),
        edit("[name=access_ids] [name=model_id] input", "res.partner"),
        click(".o-autocomplete--dropdown-item:contains(/\\(res.partner\\)$/)"),
        see("[name=access_ids] [name=may_read] input:checked"),
        ...save(),
        click("button[name=action_new_secret]"),
        ...confirmPassword(),
        ...copySecret(),
    ],
});

tours.add("restapi_revoke_key", {
    steps: () => [
        click(".o_data_row:contains(Laptop) [name=name]"),
        click("button[name=action_revoke_shown]"),
        click(".modal .btn-primary"),
        see(".o_list_view:not(:contains(Laptop))"),
    ],
});

tours.add("restapi_rotate_key", {
    steps: () => [
        click(".o_data_row:contains(Till) [name=name]"),
        click("button[name=action_rotate]"),
        see(".modal [name=overlap_hours] input[data-value='24']:checked"),
        click(".modal button[name=action_rotate]"),
        ...confirmPassword(),
        ...copySecret(),
    ],
});
