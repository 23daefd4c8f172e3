"""Who calls, and what they may do: signatures of requests, access keys, and IAM policies.

All of it is pure but for the reading of the file of access keys; the client and the server use the same.
"""
