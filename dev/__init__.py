"""What whoever works on the addon runs; not shipped. See ``Makefile``."""
