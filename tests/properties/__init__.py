"""What holds whatever happens: random traces of calls, and requests that no sane caller would send."""
