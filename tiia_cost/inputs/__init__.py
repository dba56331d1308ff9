"""The outside world: files and arguments become nouns of the core, or an InputError that says where."""
