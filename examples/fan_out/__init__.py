"""A directory of files is imported: a parent workflow with a child for each file, retried where it fails."""
