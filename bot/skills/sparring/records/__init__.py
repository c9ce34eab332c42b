"""What sparring keeps besides the sessions themselves, which belong to the store."""
