"""What happens under load.

`load/` is traffic in every dialect, and what checks its effects. `soak` runs it against
a server of a kind, one of `phases`; `samples` looks at the server meanwhile, `waiting`
at writers that wait for each other, `locks` at what is left in the end.
"""
