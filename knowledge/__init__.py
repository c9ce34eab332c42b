"""Reads, indexes and finds material in Finnish, Swedish and English; has never heard of chat."""
