"""Tables and statements of escalations."""
