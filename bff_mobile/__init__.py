"""The backend for the mobile app: flat screens, short texts, few bytes."""
