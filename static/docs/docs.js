/**
 * The documentation page: signs in, chooses models, and shows Swagger UI.
 *
 * The key stays in this script's memory and goes to this server only. The texts are in the
 * page, which is translated; here they are shown and hidden.
 */
(() => {
    "use strict";

    const byId = (id) => document.getElementById(id);
    const READING = new Set(["GET", "HEAD"]);
    // Calls of these take the key, or the web session, of this page.
    const BEARER = new Set(["mrm", "synconics"]);

    let key = "";
    const query = new URLSearchParams(location.search);
    const dialects = byId("dialect");
    if ([...dialects.options].some((option) => option.value === query.get("dialect"))) {
        dialects.value = query.get("dialect");
    }
    let models = (query.get("models") || "")
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean);

    /** Return the address of a document about the chosen models and dialect. */
    function address(path, names) {
        const chosen = new URLSearchParams();
        if (names.length) {
            chosen.set("models", names.join(","));
        }
        if (dialects.value !== "mrm") {
            chosen.set("dialect", dialects.value);
        }
        return chosen.size ? `${path}?${chosen}` : path;
    }

    const authorized = (headers) =>
        key ? { Authorization: `Bearer ${key}`, ...headers } : headers;

    async function load(names) {
        const response = await fetch(address("/api/openapi.json", names), {
            headers: authorized({ Accept: "application/json" }),
        });
        const body = await response.json();
        if (!response.ok) {
            throw Object.assign(new Error(body.error), { status: response.status });
        }
        return body;
    }

    /** Show the document about some models; leave the page as it is on a mistake. */
    async function show(names) {
        try {
            const spec = await load(names);
            models = spec.tags.map((tag) => tag.name).filter((name) => name in spec["x-models"]);
            showProblem("");
            showModels(spec["x-models"]);
            showSwagger(spec);
        } catch (error) {
            const signedOut = error.status === 401;
            showProblem(signedOut && !key ? "" : error.message);
            if (signedOut) {
                showSignedOut();
            }
        }
    }

    function showProblem(message) {
        byId("problem").textContent = message;
        byId("problem").hidden = !message;
    }

    function showIdentity(id) {
        for (const each of byId("who").children) {
            each.hidden = each.id !== id;
        }
    }

    function showSignedOut() {
        const here = encodeURIComponent(location.pathname + location.search);
        byId("login").href = `/web/login?redirect=${here}`;
        showIdentity("signed-out");
        byId("hint").hidden = false;
        byId("sign-in").hidden = false;
    }

    function showModels(labels) {
        byId("hint").hidden = true;
        byId("sign-in").hidden = true;
        byId("downloads").hidden = false;
        showIdentity(key ? "with-key" : "with-session");
        byId("model-form").hidden = false;
        byId("dialect-form").hidden = false;
        byId("authorize").hidden = BEARER.has(dialects.value);
        for (const link of document.querySelectorAll(".native")) {
            link.hidden = dialects.value !== "mrm";
        }
        byId("models").replaceChildren(
            ...Object.entries(labels).map(([name, label]) => new Option(label, name))
        );
        byId("chosen").replaceChildren(...models.map((name) => chip(name, labels[name])));
        for (const link of document.querySelectorAll(".bar a")) {
            link.href = address(link.pathname, models);
        }
        history.replaceState(null, "", address(location.pathname, models));
    }

    function chip(name, label) {
        const item = byId("chip").content.firstElementChild.cloneNode(true);
        const remove = item.querySelector("button");
        item.querySelector("span").textContent = name;
        item.title = label;
        remove.ariaLabel = remove.ariaLabel.replace("%s", name);
        remove.addEventListener("click", () => show(models.filter((other) => other !== name)));
        return item;
    }

    /** Call this server by the address that the page has; the policy allows no other. */
    function here(spec) {
        const relative = ({ servers = [], ...rest }) => ({
            ...rest,
            servers: servers.map((server) => ({ ...server, url: new URL(server.url).pathname })),
        });
        const paths = Object.entries(spec.paths).map(([path, item]) => [
            path,
            item.servers ? relative(item) : item,
        ]);
        return { ...relative(spec), paths: Object.fromEntries(paths) };
    }

    /** Leave out how to choose models by the address: the page has a field for them. */
    function introduced(spec) {
        const [, ...rest] = (spec.info.description || "").split("\n\n");
        return { ...spec, info: { ...spec.info, description: rest.join("\n\n") } };
    }

    function showSwagger(spec) {
        window.SwaggerUIBundle({
            spec: introduced(here(spec)),
            domNode: byId("swagger"),
            docExpansion: "list",
            defaultModelsExpandDepth: 0,
            defaultModelExpandDepth: 1,
            filter: false,
            validatorUrl: null,
            requestInterceptor: (request) => {
                if (!BEARER.has(dialects.value)) {
                    return request;
                }
                const headers = { ...request.headers };
                // With a web session, writing needs this type, also without a body.
                if (!READING.has(request.method)) {
                    headers["Content-Type"] = "application/json";
                }
                // What is copied needs a key, where the page itself has a web session.
                request.curlOptions = key
                    ? ["-g"]
                    : ["-g", "-H", "Authorization: Bearer YOUR_KEY"];
                return Object.assign(request, { headers: authorized(headers) });
            },
        });
    }

    /** Save what a link of the bar points to: a link cannot send a key. */
    async function download(event) {
        if (!key) {
            return;
        }
        event.preventDefault();
        const link = event.currentTarget;
        const response = await fetch(link.href, { headers: authorized({}) });
        if (!response.ok) {
            showProblem((await response.json()).error);
            return;
        }
        const saved = document.createElement("a");
        saved.href = URL.createObjectURL(await response.blob());
        saved.download = link.pathname.split("/").pop();
        saved.click();
        URL.revokeObjectURL(saved.href);
    }

    for (const link of document.querySelectorAll(".bar a")) {
        link.addEventListener("click", download);
    }
    byId("key-form").addEventListener("submit", (event) => {
        event.preventDefault();
        key = byId("key").value.trim();
        show(models);
    });
    byId("model-form").addEventListener("submit", (event) => {
        event.preventDefault();
        const name = byId("model").value.trim();
        byId("model").value = "";
        if (name) {
            show([...models, name]);
        }
    });
    dialects.addEventListener("change", () => show(models));
    show(models);
})();
