"""Official procurement terms with their equivalents in three languages: a question is widened with them."""
