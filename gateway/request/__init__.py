"""From socket to operation and back."""
