"""The engine on the ORM: what a request may touch, read, write and call."""
