"""What must be the same wherever somebody speaks with Sparri."""
