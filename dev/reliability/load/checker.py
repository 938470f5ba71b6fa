"""All effects beside all answers, when the load is over."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from .answers import honest, repeats
from .effects import Database
from .ledger import Call, Counted, Gone, Ledger, Line, Made, Outcome, Uploaded, Written
from .stage import Stage

# How often there is an effect, at least and at most, for what a client knows of it.
TIMES = {
    Outcome.DONE: (1, 1),
    Outcome.REFUSED: (0, 0),
    Outcome.UNKNOWN: (0, 1),
}


class Checker:
    """Compares what is in the database with what clients were told.

    :param cr: a cursor, whose transaction has begun after the load
    :param url: of a server, where files are read
    :param tolerated: statuses that a fault excuses, beside honest ones
    :param breaks: connections may break
    """

    def __init__(
        self,
        ledger: Ledger,
        stage: Stage,
        cr: Any,
        url: str,
        *,
        tolerated: Collection[int] = (),
        breaks: bool = False,
    ) -> None:
        self.ledger = ledger
        self.stage = stage
        self.database = Database(cr, url, stage, ledger.run)
        self.tolerated = frozenset(tolerated)
        self.breaks = breaks
        self._gone: dict[tuple[str, int], list[Call]] = {}

    def violations(self) -> list[str]:
        """Return a sentence for each thing that must not be; none if all is well."""
        return [*self.answers(), *self.effects()]

    def answers(self) -> Iterator[str]:
        """Give what is wrong with answers alone."""
        yield from self.ledger.complaints
        yield from honest(self.ledger, self.tolerated, self.breaks)
        yield from repeats(self.ledger)

    def effects(self) -> Iterator[str]:
        """Give what is wrong with effects, beside their answers."""
        self.database.read()
        by_effect: dict[type, list[Call]] = {}
        for call in self.ledger.calls:
            by_effect.setdefault(type(call.effect), []).append(call)
        for call in by_effect.get(Gone, ()):
            place = (call.effect.model, call.effect.id)
            self._gone.setdefault(place, []).append(call)
        for effect, check in CHECKS.items():
            yield from check(self, by_effect.get(effect, []))
        yield from self._refused(by_effect.get(type(None), []))
        yield from self._totals()

    # -- one kind of effect each

    def _made(self, calls: list[Call]) -> Iterator[str]:
        for call in calls:
            model = call.effect.model
            ids = self.database.marked[model].get(call.mark, [])
            yield from self._times(call, model, ids)
            for id_ in ids:
                lines = self.database.lines[model].get(id_, [])
                yield from self._whole(call, model, lines)
        known = {call.mark for call in calls}
        for model, marked in self.database.marked.items():
            for mark in marked.keys() - known:
                yield f"{model} {mark} is there, and nobody was told so."

    def _whole(self, call: Call, model: str, lines: list[str]) -> Iterator[str]:
        count = call.effect.lines
        if sorted(lines) != [
            f"{call.mark}/{number}/{count}" for number in range(count)
        ]:
            yield f"{call}: {model} has of its {count} lines {sorted(lines)}."

    def _line(self, calls: list[Call]) -> Iterator[str]:
        for call in calls:
            ids = self.database.single_lines.get((call.effect.order, call.mark), [])
            yield from self._times(call, "sale.order.line", ids)

    def _times(self, call: Call, model: str, ids: list[int]) -> Iterator[str]:
        least, most = TIMES[call.outcome]
        if call.record is not None:
            for deletion in self._gone.get((model, call.record), ()):
                least = min(least, 1 - TIMES[deletion.outcome][1])
                most = min(most, 1 - TIMES[deletion.outcome][0])
        if not least <= len(ids) <= most:
            yield (
                f"{call}: {call.outcome.value} with {call.status}, and {model} has "
                f"{len(ids)} of it, not {least} to {most}."
            )

    def _deleted(self, calls: list[Call]) -> Iterator[str]:
        for call in calls:
            model, id_ = call.effect.model, call.effect.id
            is_there = id_ in self.database.ids[model]
            if is_there and call.status == 404:
                yield f"{call}: {model} {id_} is there, the answer said that it is not."
            if is_there and call.is_done:
                yield f"{call}: {model} {id_} is there again."

    def _written(self, calls: list[Call]) -> Iterator[str]:
        places: dict[tuple[str, int], list[Call]] = {}
        for call in calls:
            places.setdefault((call.effect.model, call.effect.id), []).append(call)
        for (model, id_), writers in places.items():
            mark, whole = self.database.written(model, id_)
            if not whole:
                yield f"{model} {id_} has lines of several writers, or not all of one."
            yield from _last(f"{model} {id_}", mark, writers)

    def _counted(self, calls: list[Call]) -> Iterator[str]:
        told = Counter((call.effect.id, call.outcome) for call in calls)
        for id_ in self.stage.counters:
            least = told[id_, Outcome.DONE]
            most = least + told[id_, Outcome.UNKNOWN]
            value = self.database.counters[id_]
            if not least <= value <= most:
                yield (
                    f"Counter {id_} is {value}; {least} steps were acknowledged, "
                    f"{most - least} had no answer."
                )

    def _uploaded(self, calls: list[Call]) -> Iterator[str]:
        known = {call.mark for call in calls}
        for call in calls:
            files = self.database.files.get(call.mark, [])
            yield from self._times(call, "ir.attachment", [id_ for id_, _sha1 in files])
            for id_, sha1 in files:
                if {sha1, self.database.sha1_of(id_)} != {call.effect.sha1}:
                    yield f"{call}: the file {id_} has other bytes than were sent."
        for mark in self.database.files.keys() - known:
            yield f"The file {mark} is there, and nobody was told so."

    # -- all of it

    def _refused(self, calls: list[Call]) -> Iterator[str]:
        """What may not be made is not acknowledged; `_made` finds what is there."""
        for call in calls:
            if call.operation == "make bad" and call.is_done:
                yield f"{call} was acknowledged, and breaks a constraint."

    def _totals(self) -> Iterator[str]:
        for id_, total, lines in self.database.totals():
            if total != lines:
                yield f"Order {id_} has the total {total}, its lines {lines}."
        for name, order in self.database.strays():
            yield f"Line {name} is in order {order}, whose it is not."


CHECKS = {
    Made: Checker._made,
    Line: Checker._line,
    Gone: Checker._deleted,
    Written: Checker._written,
    Counted: Checker._counted,
    Uploaded: Checker._uploaded,
}


def _last(place: str, mark: str | None, writers: list[Call]) -> Iterator[str]:
    """A value is that of a writer after whom nobody else has begun."""
    if mark is None:
        done = sum(call.is_done for call in writers)
        if done:
            yield f"{place} was written {done} times, and nothing is there."
        return
    found = [call for call in writers if call.mark == mark]
    if not found or found[0].outcome is Outcome.REFUSED:
        yield f"{place} has {mark}, which was refused or never sent."
        return
    later = [call for call in writers if call.is_done and call.began > found[0].ended]
    if later:
        yield (
            f"{place} has {mark}; {len(later)} acknowledged writes that began after it "
            f"are lost, like {later[0].mark}."
        )
