"""The surfaces people see: each draws cards and forms its own way and turns what happens there into events."""
