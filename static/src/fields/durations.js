import { _t } from "@web/core/l10n/translation";

/** Seconds of each unit, the largest first, with what people write for it. */
const UNITS = [
    { unit: "days", seconds: 86400, one: _t("day"), many: _t("days"), letter: "d" },
    { unit: "hours", seconds: 3600, one: _t("hour"), many: _t("hours"), letter: "h" },
    { unit: "minutes", seconds: 60, one: _t("minute"), many: _t("minutes"), letter: "m" },
    { unit: "seconds", seconds: 1, one: _t("second"), many: _t("seconds"), letter: "s" },
];

const found = (unit) => UNITS.find((each) => each.unit === unit);

/** Tell whether a quantity in this unit is a duration. */
export const isDuration = (unit) => Boolean(found(unit));

/** Return "30 minutes" for 1800 of the unit "seconds". */
export function formatDuration(value, unit) {
    const seconds = value * found(unit).seconds;
    const best = UNITS.find((each) => seconds % each.seconds === 0);
    const count = seconds / best.seconds;
    return `${count} ${count === 1 ? best.one : best.many}`;
}

/** Return 1800 of the unit "seconds" for "30 min"; throw where it is no duration. */
export function parseDuration(text, unit) {
    const [, count, word] = text.trim().match(/^(\d+)\s*(\D*)$/) || [];
    const written = (word || "").trim().toLowerCase();
    const meant = written
        ? UNITS.find(
              ({ one, many, letter }) =>
                  letter === written ||
                  [one, many].some((name) => String(name).toLowerCase().startsWith(written))
          )
        : found(unit);
    const value = (Number(count) * meant?.seconds) / found(unit).seconds;
    if (!Number.isInteger(value)) {
        throw new Error(`${text} is no duration`);
    }
    return value;
}
