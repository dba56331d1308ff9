"""Reports: the content of each command's output, one file per command; `formats` draws it."""
