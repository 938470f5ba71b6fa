/** What a person copies from a page, for the test to use outside of the browser. */
export const copied = (window.copied = {});

export const click = (trigger) => ({ trigger, run: "click" });
export const edit = (trigger, text) => ({ trigger, run: `edit ${text}` });
export const see = (trigger) => ({ trigger });

/** Note the text of an element under a name. */
export const copy = (name, trigger) => ({
    trigger,
    run() {
        copied[name] = this.anchor.textContent.trim();
    },
});

/** Odoo asks for the password before a secret is shown. */
export const confirmPassword = () => [
    edit(".modal [name=password] input", "admin"),
    click(".modal button[name=run_check]"),
];

/** The dialog that shows a secret once. */
export const copySecret = () => [
    copy("secret", ".modal .o_field_widget[name=key] span"),
    click(".modal button[name=action_done]"),
    see("body:not(:has(.modal))"),
];

export const save = () => [
    click(".o_form_button_save:enabled"),
    see(".o_form_view:not(:has(.o_form_dirty))"),
];
