"""What happens under load: `load/` is the traffic and its checker, `soak` runs it."""
