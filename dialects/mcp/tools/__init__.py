"""The table of tools, in the order in which clients are told of them."""

from .aggregating import AGGREGATE_RECORDS
from .describing import DESCRIBE_MODEL, LIST_MODELS
from .printing import READ_REPORT
from .reading import READ_RECORDS, SEARCH_RECORDS
from .tool import Tool
from .writing import CALL_METHOD, CREATE_RECORDS, DELETE_RECORDS, UPDATE_RECORDS

TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        LIST_MODELS,
        DESCRIBE_MODEL,
        SEARCH_RECORDS,
        READ_RECORDS,
        AGGREGATE_RECORDS,
        READ_REPORT,
        CREATE_RECORDS,
        UPDATE_RECORDS,
        DELETE_RECORDS,
        CALL_METHOD,
    )
}

__all__ = ["CALL_METHOD", "TOOLS", "Tool"]
