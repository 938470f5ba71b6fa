import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** A list of what was issued: it is revoked, and nothing else is done with it. */
class IssuedListController extends ListController {
    getStaticActionMenuItems() {
        const { export: _export, duplicate: _duplicate, ...items } =
            super.getStaticActionMenuItems();
        return items;
    }
}

registry.category("views").add("restapi_list", { ...listView, Controller: IssuedListController });
