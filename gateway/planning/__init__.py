"""Operation to plan. Pure: no I/O, no clock, no globals."""
