"""The shell around the rules: the one write path, the polls, the pump, and the proof that history equals state."""
