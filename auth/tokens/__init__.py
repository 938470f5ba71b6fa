"""Tokens: one owner of all that is issued, and the two stores."""
