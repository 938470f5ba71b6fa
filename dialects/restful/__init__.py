"""The dialect ``restful``."""
