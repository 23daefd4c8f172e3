"""AWS's SDKs of other languages tell one order each, unmodified, to a real server."""
