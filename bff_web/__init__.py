"""The backend for the web front end: rich screens, sections that load and fail on their own."""
