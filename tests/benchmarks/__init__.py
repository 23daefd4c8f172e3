"""The benchmarks measure what they say: their crowds are real, and their table says what was missed."""
