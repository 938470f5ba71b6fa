/**
 * What Swagger UI leaves out for people who use a keyboard or a screen reader: in English, as
 * all of Swagger UI is.
 */
(() => {
    "use strict";

    const label = (element, text) => element.setAttribute("aria-label", text);
    const named = (element) => element.closest("tr")?.querySelector(".parameter__name")?.firstChild;
    /** By selector, what is done to an element once. */
    const GAPS = {
        // It has no second level.
        "h3, h4, h5": (heading) =>
            heading.setAttribute("aria-level", String(Number(heading.tagName[1]) - 1)),
        "pre": (scrolled) => (scrolled.tabIndex = 0),
        ".copy-to-clipboard button, button:empty": (button) => label(button, "Copy"),
        "select": (select) => label(select, named(select)?.textContent || "Content type"),
        "input:not([type=submit]), textarea": (input) =>
            label(input, named(input)?.textContent || input.placeholder || "Value"),
    };
    const done = new WeakSet();

    function fill(root) {
        for (const [selector, gap] of Object.entries(GAPS)) {
            for (const element of root.querySelectorAll(selector)) {
                if (!done.has(element)) {
                    done.add(element);
                    if (!element.labels?.length && !element.hasAttribute("aria-label")) {
                        gap(element);
                    }
                }
            }
        }
    }

    const swagger = document.getElementById("swagger");
    new MutationObserver(() => fill(swagger)).observe(swagger, { childList: true, subtree: true });
})();
