"""The dialect ``rest_api``."""
