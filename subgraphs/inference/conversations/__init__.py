"""Conversations: what is kept of them, and how one more message is answered."""
