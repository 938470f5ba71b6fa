"""What Prometheus is told, of all workers and servers of a database.

The sums are those in the database, to which each process adds. The library's own way
for several processes is a directory of files, one for each process that there ever
was: Odoo ends workers after some requests, and servers of one database share none.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from odoo.api import Environment
from odoo.tools import SQL

from ..core import histogram
from ..core.job_operation import FAILED, QUEUED, RUNNING
from .statements import DROPPED

_STATES = (QUEUED, RUNNING, FAILED)
_BOUNDS = [*(str(bound / 1000) for bound in histogram.BOUNDS), "+Inf"]


def text(env: Environment) -> bytes:
    """Return all metrics, in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(env))
    return generate_latest(registry)


class _Collector:
    def __init__(self, env: Environment) -> None:
        self._env = env

    def collect(self) -> Iterator[Metric]:
        yield from self._requests()
        yield self._dropped()
        yield self._jobs()

    def _requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "restapi_requests", "Answers.", labels=["dialect", "route", "status"]
        )
        throttled = CounterMetricFamily(
            "restapi_throttled", "Answers with status 429.", labels=["dialect", "route"]
        )
        for dialect, route, status, calls in self._env.execute_query(
            SQL(
                """SELECT dialect, route, status, calls FROM restapi_metric
                    WHERE route != %s ORDER BY dialect, route, status""",
                DROPPED,
            )
        ):
            requests.add_metric([dialect, route, str(status)], calls)
            if status == 429:
                throttled.add_metric([dialect, route], calls)
        yield requests
        yield throttled
        yield self._durations()

    def _durations(self) -> Metric:
        durations = HistogramMetricFamily(
            "restapi_request_duration_seconds",
            "From the arrival of a request to the end of its answer.",
            labels=["dialect", "route"],
        )
        sums = SQL(", ").join(
            SQL("sum(buckets[%s])::bigint", place + 1)
            for place in range(histogram.BUCKETS)
        )
        for dialect, route, milliseconds, *counts in self._env.execute_query(
            SQL(
                """SELECT dialect, route, sum(milliseconds), %s FROM restapi_metric
                    WHERE route != %s GROUP BY dialect, route
                    ORDER BY dialect, route""",
                sums,
                DROPPED,
            )
        ):
            durations.add_metric(
                [dialect, route],
                buckets=_cumulative(counts),
                sum_value=milliseconds / 1000,
            )
        return durations

    def _dropped(self) -> Metric:
        rows = self._env.execute_query(
            SQL("SELECT calls FROM restapi_metric WHERE route = %s", DROPPED)
        )
        return CounterMetricFamily(
            "restapi_log_dropped",
            "Requests that were not written down.",
            value=rows[0][0] if rows else 0,
        )

    def _jobs(self) -> Metric:
        jobs = GaugeMetricFamily(
            "restapi_jobs", "Requests in the background.", labels=["state"]
        )
        found = dict(
            self._env.execute_query(
                SQL(
                    """SELECT state, count(*) FROM restapi_job
                        WHERE state = ANY(%s) GROUP BY state""",
                    list(_STATES),
                )
            )
        )
        for state in _STATES:
            jobs.add_metric([state], found.get(state, 0))
        return jobs


def _cumulative(counts: list[int]) -> list[tuple[str, int]]:
    total, buckets = 0, []
    for bound, count in zip(_BOUNDS, counts, strict=True):
        total += count
        buckets.append((bound, total))
    return buckets
