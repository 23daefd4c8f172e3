"""The store as a library: opened by a path or URL, and used as `boto3.client("swf")` is."""
