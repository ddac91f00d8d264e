"""The sample corpus: which collections it has, who owns its documents, and how it gets into the store."""
