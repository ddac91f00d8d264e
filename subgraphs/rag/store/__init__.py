"""The document store on SQLite: rows, the FTS5 index and the vectors of sqlite-vec in one file."""
