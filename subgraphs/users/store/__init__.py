"""Where users are kept: a Protocol, and SQLite behind it."""
