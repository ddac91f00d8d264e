"""The backend for the mobile apps."""
