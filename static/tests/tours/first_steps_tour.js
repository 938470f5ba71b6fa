import { registry } from "@web/core/registry";
import { click, confirmPassword, copy, edit, see } from "./steps";

const step = (title, state) =>
    `.o_field_widget[name=steps] li:contains(${title}):has([title="${state}"])`;

registry.category("web_tour.tours").add("restapi_first_steps", {
    steps: () => [
        see(step("Make a key", "To do")),
        click(`${step("Make a key", "To do")} button`),
        edit(".modal [name=name] input", "Reporting"),
        click(".modal button[name=make_key]"),
        ...confirmPassword(),
        copy("secret", ".modal .o_field_widget[name=key] span"),
        click(".modal button[name=action_done]"),
        see(".modal [name=restapi_key_ids]:contains(Reporting)"),
        click(".modal .btn-close"),
        see(step("Make a key", "Done")),
    ],
});

registry.category("web_tour.tours").add("restapi_first_steps_done", {
    steps: () => [
        see(step("Call the API with it", "Done")),
        see(step("Register an application", "To do")),
    ],
});
