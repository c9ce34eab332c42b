"""Sparri: a chat bot in which public procurers learn from material, from experts and from each other."""
