"""Plan to response: schedule, fetch, merge, project."""
