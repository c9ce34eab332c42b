from tests.databases import clock, empty_url, postgresql, store

__all__ = ["clock", "empty_url", "postgresql", "store"]
