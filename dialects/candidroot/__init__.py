"""The dialect ``candidroot``."""
