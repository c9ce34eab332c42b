"""Training modules: one folder a module. The first ones come with the training skill."""
