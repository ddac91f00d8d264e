"""The backend for the web front end."""
