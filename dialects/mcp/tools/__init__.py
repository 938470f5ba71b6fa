"""The table of tools, in the order in which clients are told of them."""

from .describing import DESCRIBE_MODEL, LIST_MODELS
from .reading import AGGREGATE_RECORDS, READ_RECORDS, READ_REPORT, SEARCH_RECORDS
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
