"""Calls of methods."""
