"""Inputs: files and arguments become values of the core, or else an InputError that says where they are wrong."""
