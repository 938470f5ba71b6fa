"""Print the modules of Odoo that install as they are."""

from odoo.modules.module import Manifest

PASSED_OVER = ("hw_", "l10n_", "restapi", "test_")


def is_complete(manifest: Manifest) -> bool:
    """Tell whether the packages that a module names are there."""
    try:
        manifest.check_manifest_dependencies()
    except Exception:  # noqa: BLE001 whatever stands in the way of installing it
        return False
    return True


print(
    *sorted(
        manifest.name
        for manifest in Manifest.all_addon_manifests()
        if manifest["installable"]
        and not manifest.name.startswith(PASSED_OVER)
        and is_complete(manifest)
    )
)
