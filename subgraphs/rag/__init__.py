"""The rag service: collections of documents, hybrid search over their chunks, and the documents of each user."""
