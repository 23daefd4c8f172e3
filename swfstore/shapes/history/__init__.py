"""The 54 kinds of history events as responses have them, one module per topic; `HistoryEvent` is in `event`."""
