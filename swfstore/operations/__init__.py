"""The 39 operations of the API, one function each, named as the operation is named."""
