"""Who may do what: policies, signatures, access keys."""
