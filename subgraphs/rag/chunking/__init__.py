"""Cutting documents into passages: blocks first, sentences inside them, then packing with overlap."""
