"""The server as its users meet it: a process, a port, AWS's own clients."""
