"""What stands whatever becomes of a request."""
